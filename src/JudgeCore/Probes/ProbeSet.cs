// probes.json in a checkpoint folder: questions with the answers that the weights gave when they were made. Whoever serves the folder asks them
// again first: weights, configuration, tokenizer, image preparation and arithmetic then are what they were, or the folder is not served.
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using JudgeCore.Checkpoints;
using JudgeCore.Images;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;

namespace JudgeCore.Probes;

/// <summary>The probes of a checkpoint folder.</summary>
public sealed record ProbeSet
{
    public const string FileName = "probes.json";

    private const long MaxBytes = 16 << 20;
    private const int MaxProbes = 256;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        WriteIndented = true,
        NewLine = "\n",
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public IReadOnlyList<Probe> Probes { get; init; } = [];

    /// <summary>Largest difference of a probability that the same weights show on another machine.</summary>
    /// <param name="rounded">Served in bf16 or int8, where a probability has two digits.</param>
    public static double Tolerance(bool rounded) => rounded ? 0.1 : 1e-3;

    /// <summary>Reads a checkpoint folder's probes; an empty set where it has none.</summary>
    /// <exception cref="CheckpointException">The file is malformed.</exception>
    public static ProbeSet Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        return File.Exists(path) ? JsonFile.Read(path, MaxBytes, Parse) : new ProbeSet();
    }

    /// <summary>Writes them into a checkpoint folder, atomically.</summary>
    public void Write(string folder) =>
        AtomicFile.Write(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, Options) + "\n");

    /// <summary>Lets a judge answer questions and keeps what it says.</summary>
    /// <param name="judge">Made of the folder that the probes are for.</param>
    /// <param name="questions">Without distributions; images and texts as their tasks want them.</param>
    /// <param name="cancellationToken">Between questions.</param>
    /// <exception cref="InvalidOperationException">The judge refuses a question.</exception>
    public static async Task<ProbeSet> RecordAsync(
        IJudge judge,
        IEnumerable<Probe> questions,
        CancellationToken cancellationToken
    )
    {
        List<Probe> probes = [];
        foreach (var question in questions)
        {
            var (verdict, fault) = await AskAsync(judge, question, cancellationToken).ConfigureAwait(false);
            probes.Add(
                question with
                {
                    Distribution =
                        verdict?.Distribution ?? throw new InvalidOperationException($"a probe cannot be recorded: {fault}"),
                }
            );
        }

        return new ProbeSet { Probes = probes };
    }

    /// <summary>Asks again.</summary>
    /// <param name="judge">About to be served.</param>
    /// <param name="tolerance">Of every probability.</param>
    /// <param name="cancellationToken">Between questions.</param>
    /// <returns>What the first probe that differs says; null: all answers are those recorded.</returns>
    public async Task<string?> CheckAsync(IJudge judge, double tolerance, CancellationToken cancellationToken)
    {
        for (int i = 0; i < Probes.Count; i++)
        {
            var (verdict, fault) = await AskAsync(judge, Probes[i], cancellationToken).ConfigureAwait(false);
            if ((fault ?? Difference(Probes[i], verdict!, tolerance)) is { } wrong)
            {
                return $"probe {i + 1} of {Probes.Count} ({Probes[i].Task.Name}, {Probes[i].Mode}): {wrong}";
            }
        }

        return null;
    }

    private static string? Difference(Probe probe, Verdict verdict, double tolerance)
    {
        foreach (var (label, recorded) in probe.Distribution)
        {
            double now = verdict.Distribution.GetValueOrDefault(label, double.NaN);

            // Written so that NaN differs.
            if (!(Math.Abs(now - recorded) <= tolerance))
            {
                return FormattableString.Invariant(
                    $"P({label}) is {now:0.####}, recorded was {recorded:0.####}; {tolerance} may lie between them"
                );
            }
        }

        return null;
    }

    private static async Task<(Verdict? Verdict, string? Fault)> AskAsync(
        IJudge judge,
        Probe probe,
        CancellationToken cancellationToken
    )
    {
        List<DecodedImage> images = [];
        foreach (byte[] bytes in probe.Images)
        {
            if (ImageDecoder.Decode(bytes) is not ImageOutcome.Decoded decoded)
            {
                return (null, "its image cannot be decoded");
            }

            images.Add(decoded.Image);
        }

        var request = new JudgeRequest(probe.Task, images, probe.Text, probe.Mode, PairStrategy.Joint);
        return await judge.JudgeAsync(request, cancellationToken).ConfigureAwait(false) switch
        {
            JudgeOutcome.Judged judged => (judged.Verdict, null),
            JudgeOutcome.Refused refused => (null, refused.Message),
            _ => (null, "the judge was busy"),
        };
    }

    private static ProbeSet Parse(JsonObject json)
    {
        var set = json.Deserialize<ProbeSet>(Options)!;
        if (set.Probes.Count > MaxProbes)
        {
            throw new FormatException($"has {set.Probes.Count} probes; the limit is {MaxProbes}");
        }

        for (int i = 0; i < set.Probes.Count; i++)
        {
            var probe = set.Probes[i];
            if (TaskValidation.FirstFault(probe.Task) is { } fault)
            {
                throw new FormatException($"has in probe {i + 1} a task that is not sound: {fault.Message}");
            }

            if (
                probe.Images.Count != probe.Task.ImageCount
                || !probe.Distribution.Keys.ToHashSet().SetEquals(probe.Task.VerdictLabels)
            )
            {
                throw new FormatException($"has in probe {i + 1} images or labels that are not those of its task");
            }
        }

        return set;
    }
}
