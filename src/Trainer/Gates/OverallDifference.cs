using JudgeCore.Gates;
using JudgeCore.Verdicts;
using Trainer.Evaluation;

namespace Trainer.Gates;

/// <summary>Mean differences over the tasks of a source and mode, each task counting alike; of pairs the joint strategy counts.</summary>
internal sealed record OverallDifference(
    EvidenceSource Source,
    VerdictMode Mode,
    int Tasks,
    int Items,
    int ChangedVerdicts,
    MeasuredDifference Accuracy,
    MeasuredDifference MacroF1,
    MeasuredDifference? Kappa
)
{
    public static OverallDifference Of(
        EvidenceSource source,
        VerdictMode mode,
        IReadOnlyList<ComparedSlice> slices,
        double confidence
    ) =>
        new(
            source,
            mode,
            slices.Count,
            slices.Sum(slice => slice.Items),
            slices.Sum(slice => slice.Flips),
            MeanDifference.Of(slices, f => f.Accuracy, confidence),
            MeanDifference.Of(slices, f => f.MacroF1, confidence),
            slices.Any(slice => double.IsNaN(slice.Difference.Kappa)) ? null : MeanDifference.Of(slices, f => f.Kappa, confidence)
        );
}
