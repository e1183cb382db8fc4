using JudgeCore.Tasks;

namespace JudgeApi.Reviews;

/// <summary>A pair whose images are shown in exchanged places.</summary>
internal static class ShownPair
{
    /// <summary>A verdict on the exchanged places in the judgment's own order: A is B and B is A, a tie stays one.</summary>
    public static string Back(string verdict) =>
        verdict == JudgingTask.PairLabels[0] ? JudgingTask.PairLabels[1]
        : verdict == JudgingTask.PairLabels[1] ? JudgingTask.PairLabels[0]
        : verdict;
}
