using JudgeCore.Agreement;
using JudgeCore.Tasks;

namespace Trainer.Rewards;

/// <summary>How right one verdict is against one known label, 0 to 1.</summary>
internal static class LabelReward
{
    /// <summary>The reward of the task's kind: exact for labels and pairs, by distance for scales.</summary>
    /// <param name="kind">The task's kind.</param>
    /// <param name="labels">How many labels it has.</param>
    /// <param name="verdict">Index of the judge's label, or <see cref="ClassLabels.Abstained"/> where it gave none: 0.</param>
    /// <param name="gold">Index of the right label.</param>
    public static double Of(TaskKind kind, int labels, int verdict, int gold) =>
        kind == TaskKind.Scale ? Ordinal(labels, verdict, gold) : Exact(verdict, gold);

    /// <summary>1 for the right label, else 0.</summary>
    public static double Exact(int verdict, int gold) => verdict == gold && verdict != ClassLabels.Abstained ? 1 : 0;

    /// <summary>1 - (|verdict - gold| / (labels - 1))^power: a near miss on a scale is worth more than a far one. 0 without a verdict.</summary>
    /// <param name="labels">How many labels the scale has, at least two.</param>
    /// <param name="verdict">Index of the judge's label.</param>
    /// <param name="gold">Index of the right label.</param>
    /// <param name="power">1 for linear; 2 forgives near misses more.</param>
    public static double Ordinal(int labels, int verdict, int gold, double power = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(labels, 2);
        if (verdict == ClassLabels.Abstained)
            return 0;
        if ((uint)verdict >= (uint)labels || (uint)gold >= (uint)labels)
            throw new ArgumentException($"Verdict {verdict} and gold {gold} must lie within 0 and {labels - 1}.");
        return 1 - Math.Pow(Math.Abs(verdict - gold) / (labels - 1.0), power);
    }
}
