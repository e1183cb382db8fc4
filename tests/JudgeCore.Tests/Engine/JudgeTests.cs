using System.Diagnostics.Metrics;
using JudgeCore.Engine;
using JudgeCore.Images;
using JudgeCore.Kernels;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;

namespace JudgeCore.Tests.Engine;

/// <summary>The shipped judge, asked directly: what is kept between requests, and what is counted.</summary>
[Collection(nameof(Alone))]
public class JudgeTests
{
    private static readonly JudgingTask Technical = BuiltInTasks.All[BuiltInTasks.Technical];

    [Fact]
    public async Task A_repeated_request_is_answered_from_the_cache_of_verdicts_and_a_fresh_one_is_not()
    {
        using var judge = Load(1 << 20);
        using var counts = new Counts("mtrl.engine.verdicts");
        var first = await Ask(judge, Question(1));
        var again = await Ask(judge, Question(1));
        var fresh = await Ask(judge, Question(1) with { Fresh = true });
        Assert.Equal((1, 1), (counts["hit"], counts["miss"]));
        Assert.Equal(0, again.Timings.ModelMs);
        Assert.True(fresh.Timings.ModelMs > 0);
        Assert.Equal(first.Distribution, again.Distribution);
        Assert.Equal(first.Distribution, fresh.Distribution);
        Assert.Equal((first.Label, first.Usage, first.Model), (again.Label, again.Usage, again.Model));
    }

    [Fact]
    public async Task Another_picture_mode_label_or_order_of_a_pair_is_another_request()
    {
        using var judge = Load(1 << 20);
        using var counts = new Counts("mtrl.engine.verdicts");
        var pair = BuiltInTasks.All[BuiltInTasks.PairwiseOf(BuiltInTasks.Technical)];
        JudgeRequest[] requests =
        [
            Question(1),
            Question(2),
            Question(1) with
            {
                Mode = VerdictMode.Reasoned,
            },
            Question(1) with
            {
                Task = Technical with { Labels = ["no", "yes"] },
            },
            Question(1) with
            {
                Task = Technical with { Rubric = Technical.Rubric + " Look closely." },
            },
            new(pair, [Picture(1), Picture(2)], null, VerdictMode.Verdict, PairStrategy.Joint),
            new(pair, [Picture(2), Picture(1)], null, VerdictMode.Verdict, PairStrategy.Joint),
            new(pair, [Picture(1), Picture(2)], null, VerdictMode.Verdict, PairStrategy.Independent, Technical),
        ];
        foreach (var request in requests)
        {
            await Ask(judge, request);
        }

        Assert.Equal((0, requests.Length), (counts["hit"], counts["miss"]));
    }

    [Fact]
    public async Task A_small_cache_forgets_what_was_asked_longest_ago_and_draws_are_never_kept()
    {
        using var judge = Load(1400); // two verdicts of two labels
        using var counts = new Counts("mtrl.engine.verdicts");
        foreach (int picture in (int[])[1, 2, 1, 3, 1, 2])
        {
            await Ask(judge, Question(picture));
        }

        Assert.Equal((2, 4), (counts["hit"], counts["miss"]));
        await Ask(judge, Question(1) with { Mode = VerdictMode.Reasoned, Sampling = new SamplingOptions(1, 7) });
        Assert.Equal((2, 4), (counts["hit"], counts["miss"]));
    }

    [Fact]
    public async Task Without_bytes_for_it_nothing_is_kept()
    {
        using var judge = Load(0);
        using var counts = new Counts("mtrl.engine.verdicts");
        await Ask(judge, Question(1));
        Assert.True((await Ask(judge, Question(1))).Timings.ModelMs > 0);
        Assert.Equal((0, 0), (counts["hit"], counts["miss"]));
    }

    [Fact]
    public async Task Rubrics_and_pictures_found_again_are_counted()
    {
        using var judge = Load(0);
        using var pictures = new Counts("mtrl.engine.pictures");
        using var rubrics = new Counts("mtrl.engine.prefixes");
        using var tokens = new Counts("mtrl.engine.tokens", "kind");
        await Ask(judge, Question(1));
        long read = tokens["read"];
        await Ask(judge, Question(1));
        Assert.Equal((1, 1), (pictures["hit"], pictures["miss"]));
        Assert.Equal((1, 1), (rubrics["hit"], rubrics["miss"]));
        Assert.Equal(2 * read, tokens["read"] + tokens["known"]);
        Assert.InRange(tokens["known"], 1, read - 1);
    }

    [Fact]
    public async Task Threads_of_the_model_stay_on_the_named_processors()
    {
        int last = Affinity.Usable().Max();
        using var judge = Load(0, last.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await Ask(judge, Question(1));
        string[] allowed =
        [
            .. Directory
                .GetDirectories("/proc/self/task")
                .Where(task => File.ReadAllText(Path.Combine(task, "comm")).Trim() == "model")
                .Select(task => File.ReadLines(Path.Combine(task, "status")).First(line => line.StartsWith("Cpus_allowed_list")))
                .Select(line => line.Split(':')[1].Trim()),
        ];
        Assert.Contains($"{last}", allowed);
    }

    private static Judge Load(long verdictBytes, string? cores = null) =>
        Judge.Load(
            Path.Combine(Fixtures.Root, "models", "tiny-judge"),
            new EngineOptions { VerdictCacheBytes = verdictBytes, Cores = cores }
        );

    private static async Task<Verdict> Ask(Judge judge, JudgeRequest request) =>
        Assert.IsType<JudgeOutcome.Judged>(await judge.JudgeAsync(request, TestContext.Current.CancellationToken)).Verdict;

    private static JudgeRequest Question(int picture) => new(Technical, [Picture(picture)], null, VerdictMode.Verdict);

    private static DecodedImage Picture(int number)
    {
        byte[] rgb = new byte[64 * 64 * 3];
        new Random(number).NextBytes(rgb);
        return new DecodedImage(64, 64, rgb, "image/png");
    }

    /// <summary>Adds up one counter by the value of a tag.</summary>
    private sealed class Counts : IDisposable
    {
        private readonly MeterListener listener = new();
        private readonly Dictionary<string, long> sums = [];

        public Counts(string name, string tag = "result")
        {
            listener.InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Meter.Name == EngineMeter.Name && instrument.Name == name)
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            };
            listener.SetMeasurementEventCallback<long>(
                (_, measured, tags, _) =>
                {
                    foreach (var (key, value) in tags)
                    {
                        lock (sums)
                        {
                            sums[$"{value}"] = sums.GetValueOrDefault($"{value}") + (key == tag ? measured : 0);
                        }
                    }
                }
            );
            listener.Start();
        }

        public long this[string value]
        {
            get
            {
                lock (sums)
                {
                    return sums.GetValueOrDefault(value);
                }
            }
        }

        public void Dispose() => listener.Dispose();
    }
}
