namespace JudgeBench;

/// <summary>The aims, each read off one recorded result: a ratio is of two numbers of the same run.</summary>
internal static class Aims
{
    private const int Together = 8; // sequences, of the aims about several
    private const string Bf16File = "engine-bf16.json";
    private const string Int8File = "engine-int8.json";
    private const string ServingFile = "serving.json";
    private const string RolloutsFile = "rollouts.json";

    /// <param name="folder">Of the results; what is not in it is not measured.</param>
    public static IReadOnlyList<Aim> Read(ResultFolder folder)
    {
        var bf16 = folder.Find<EngineResult>(Bf16File);
        var int8 = folder.Find<EngineResult>(Int8File);
        var serving = folder.Find<ServingResult>(ServingFile);
        var rollouts = folder.Find<RolloutsResult>(RolloutsFile);
        return
        [
            Of(
                "120 M shape, prefill of 8 prompts in bf16: share of the machine's product limit",
                Bound.AtLeast(0.75),
                "%",
                ("", Row(bf16, Together)?.PrefillShare)
            ),
            Of(
                "the same with a picture each, vision tower included",
                Bound.AtLeast(0.75),
                "%",
                ("", Row(bf16, Together)?.VerdictShare)
            ),
            Of(
                "one sequence's decoding in bf16: share of the memory limit",
                Bound.AtLeast(0.80),
                "%",
                ("", Row(bf16, 1)?.DecodeShare)
            ),
            From(
                Int8File,
                int8?.Commit,
                "one sequence's decoding in int8, over llama.cpp's in q8_0",
                Bound.AtLeast(1),
                "x",
                ("", Row(int8, 1)?.DecodePerSecond / Peer(int8, "q8_0", 1)?.DecodePerSecond)
            ),
            Of(
                "8 sequences' decoding in bf16, over llama.cpp's",
                Bound.AtLeast(2),
                "x",
                ("", Row(bf16, Together)?.DecodePerSecond / Peer(bf16, "bf16", Together)?.DecodePerSecond)
            ),
            Of(
                "prefill in bf16, over llama.cpp's",
                Bound.AtLeast(1.3),
                "x",
                ("1 prompt", Row(bf16, 1)?.PrefillPerSecond / Peer(bf16, "bf16", 1)?.PrefillPerSecond),
                ("8 prompts", Row(bf16, Together)?.PrefillPerSecond / Peer(bf16, "bf16", Together)?.PrefillPerSecond)
            ),
            Of(
                "what a repeated picture or a shared rubric saves, over the skipped work by itself",
                new Bound(0.85, 1.15),
                "x",
                ("picture", bf16?.Reuse?.FirstOrDefault(row => row.What == "picture")?.Share),
                ("rubric", bf16?.Reuse?.FirstOrDefault(row => row.What == "rubric")?.Share)
            ),
            From(
                ServingFile,
                serving?.Commit,
                "tiny judge over HTTP, 32 callers: verdicts a second",
                Bound.AtLeast(300),
                "/s",
                ("", Callers(serving, 32)?.PerSecond)
            ),
            From(
                ServingFile,
                serving?.Commit,
                "the same, one caller: median latency",
                Bound.AtMost(8),
                "ms",
                ("", Callers(serving, 1)?.P50Ms)
            ),
            From(
                ServingFile,
                serving?.Commit,
                "p95 of verdicts while 8 callers ask for reasons, over the quiet p95",
                Bound.AtMost(2),
                "x",
                ("", serving?.BesideReasoned?.P95Ms / serving?.Quiet?.P95Ms)
            ),
            Of(
                "the same in the engine alone, 120 M shape: 8 reasoned answers written all the time",
                Bound.AtMost(2),
                "x",
                ("", Lanes(bf16, Together)?.BesideP95Ms / Lanes(bf16, Together)?.QuietP95Ms)
            ),
            From(
                RolloutsFile,
                rollouts?.Commit,
                "rollouts, 16 answers to each of 32 prompts: all at once over one by one",
                Bound.AtLeast(3),
                "x",
                [
                    .. Sampled(rollouts, prompts: 32, group: 16)
                        .Select(row => (row.Precision, (double?)(row.TogetherPerSecond / row.AlonePerSecond))),
                ]
            ),
            From(
                RolloutsFile,
                rollouts?.Commit,
                "log-probability of sampled tokens, sampler against trainer: mean absolute gap",
                Bound.None,
                "",
                [.. Sampled(rollouts, prompts: 32, group: 16).Select(row => (row.Precision, (double?)row.LogProbGap))]
            ),
        ];

        Aim Of(string what, Bound bound, string unit, params (string, double?)[] values) =>
            From(Bf16File, bf16?.Commit, what, bound, unit, values);
    }

    // One value that is missing, and the row is not measured: half an aim is none.
    private static Aim From(
        string file,
        string? commit,
        string what,
        Bound bound,
        string unit,
        params (string Name, double? Value)[] values
    ) =>
        new(
            what,
            bound,
            unit,
            file,
            commit,
            values.Any(value => value.Value is null) ? [] : [.. values.Select(value => (value.Name, value.Value!.Value))]
        );

    private static EngineTiming? Row(EngineResult? result, int sequences) =>
        result?.Engine?.FirstOrDefault(row => row.Sequences == sequences);

    private static LlamaTiming? Peer(EngineResult? result, string weights, int sequences) =>
        result?.Llama?.FirstOrDefault(row => row.Weights == weights && row.Sequences == sequences);

    private static LaneTiming? Lanes(EngineResult? result, int streams) =>
        result?.Lanes?.FirstOrDefault(row => row.Streams == streams);

    private static LoadResult? Callers(ServingResult? result, int concurrency) =>
        result?.Curve?.FirstOrDefault(row => row.Concurrency == concurrency);

    private static IEnumerable<RolloutTiming> Sampled(RolloutsResult? result, int prompts, int group) =>
        (result?.Rollouts ?? []).Where(row => row.Prompts == prompts && row.Group == group);
}
