using System.Text.Json;
using JudgeApi.Hosting;
using JudgeApi.Reviews;
using JudgeApi.Storage.Entities;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;

namespace JudgeApi.Tests.Statistics;

/// <summary>Judgments and what raters say of them, written as the service would have written them.</summary>
internal static class People
{
    public static readonly string ScriptedDigest = new('5', 64);

    /// <param name="random">Draws the id.</param>
    /// <param name="task">Name of a built-in task.</param>
    /// <param name="distribution">Probability by label.</param>
    /// <param name="at">When it was judged.</param>
    /// <param name="flipped">Pairs.</param>
    /// <param name="model">Version; its digest is the scripted judge's.</param>
    public static Judgment Judgment(
        Random random,
        string task,
        IReadOnlyDictionary<string, double> distribution,
        DateTimeOffset at,
        bool? flipped = null,
        string model = "scripted"
    )
    {
        var kind = BuiltInTasks.All[task].Kind;
        var best = distribution.MaxBy(pair => pair.Value);
        double[] shares = [.. distribution.Values];
        return new Judgment
        {
            Id = Id(random),
            CreatedAt = at,
            Task = task,
            TaskVersion = 1,
            Kind = kind,
            Mode = VerdictMode.Verdict,
            Strategy = kind == TaskKind.Pairwise ? PairStrategy.Joint : null,
            Verdict = best.Key,
            Confidence = best.Value,
            Distribution = JsonSerializer.Serialize(distribution, Json.Options),
            Score = kind == TaskKind.Scale ? shares.Select((share, i) => share * (i + 1)).Sum() : null,
            Abstained = false,
            SwapFirst = flipped is null ? null : best.Key,
            SwapSecond = flipped is null ? null : best.Key,
            Flipped = flipped,
            ModelVersion = model,
            ModelDigest = ScriptedDigest,
            PromptTokens = 40,
            ImageTokens = 16,
            CompletionTokens = 1,
            QueueMs = 0,
            ImageMs = 0,
            ModelMs = 0,
            KeyId = "key_of_a_pipeline",
            Images = [],
        };
    }

    public static Correction Correction(
        Random random,
        Judgment judgment,
        string rater,
        string verdict,
        CorrectionOrigin origin = CorrectionOrigin.Random,
        double? score = null,
        int revision = 1
    ) =>
        new()
        {
            Id = Id(random),
            JudgmentId = judgment.Id,
            CreatedAt = judgment.CreatedAt,
            Task = judgment.Task,
            TaskVersion = judgment.TaskVersion,
            RaterId = rater,
            Revision = revision,
            Verdict = verdict,
            Score = score,
            Confirms = verdict == judgment.Verdict,
            Origin = origin,
            Blind = true,
        };

    /// <summary>The judgment's place in the review queue.</summary>
    public static ReviewItem Place(Judgment judgment, bool random, double order) =>
        new()
        {
            JudgmentId = judgment.Id,
            Task = judgment.Task,
            CreatedAt = judgment.CreatedAt,
            Share = random ? CorrectionOrigin.Random : CorrectionOrigin.Uncertain,
            Priority = random ? order : ReviewShares.Uncertainty(judgment),
        };

    private static string Id(Random random)
    {
        byte[] bytes = new byte[16];
        random.NextBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
