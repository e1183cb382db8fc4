namespace JudgeApi.Pages.Dashboard;

/// <summary>What the judge says of judgments to which people give one label.</summary>
/// <param name="Truth">The label.</param>
/// <param name="Counts">By the judge's label.</param>
internal sealed record ConfusionRow(string Truth, IReadOnlyList<double> Counts)
{
    public double ShareOf(int verdict) => Counts.Sum() is > 0 and var all ? Counts[verdict] / all : 0;
}
