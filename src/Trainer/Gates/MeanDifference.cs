using JudgeCore.Agreement;
using JudgeCore.Gates;
using Trainer.Evaluation;

namespace Trainer.Gates;

/// <summary>The mean difference over tasks, each counting alike: resamples of the tasks are independent, so round by round they are averaged.</summary>
internal static class MeanDifference
{
    public static MeasuredDifference Of(IReadOnlyList<ComparedSlice> slices, Func<Figures, double> figure, double confidence)
    {
        var means = slices
            .Select(slice => slice.Samples(figure))
            .Aggregate((a, b) => a.Zip(b, (x, y) => x + y))
            .Select(sum => sum / slices.Count);
        var interval = Percentile.Central(means, confidence);
        return new MeasuredDifference(slices.Average(slice => figure(slice.Difference)), interval.Low, interval.High);
    }
}
