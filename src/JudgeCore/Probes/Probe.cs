using JudgeCore.Tasks;
using JudgeCore.Verdicts;

namespace JudgeCore.Probes;

/// <summary>One question with the answer that a checkpoint gave when it was made.</summary>
public sealed record Probe
{
    /// <summary>The task as it was then, whole: a probe does not depend on what operators edit later.</summary>
    public required JudgingTask Task { get; init; }

    /// <summary>Image files, in base64, as many as the task takes.</summary>
    public required IReadOnlyList<byte[]> Images { get; init; }

    public string? Text { get; init; }

    public required VerdictMode Mode { get; init; }

    /// <summary>Verdict label to its probability. Pairs: of the strategy <c>joint</c>.</summary>
    public required IReadOnlyDictionary<string, double> Distribution { get; init; }
}
