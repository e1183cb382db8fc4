using JudgeCore.Gates;
using JudgeCore.Verdicts;

namespace Trainer.Gates;

/// <summary>comparison.json: two judges on the same items. In slices the first judge stands as champion, the second as candidate.</summary>
/// <param name="First">What was compared.</param>
/// <param name="Second">With what.</param>
/// <param name="Overall">Means over the tasks of a source and mode.</param>
/// <param name="Slices">By task, mode, strategy and prompt family.</param>
internal sealed record Comparison(
    string First,
    string Second,
    IReadOnlyList<OverallDifference> Overall,
    IReadOnlyList<GateSlice> Slices
)
{
    public const string FileName = "comparison.json";

    private const double Confidence = 0.95;
    private const int Rounds = 2000;
    private const int Seed = 1;

    public static Comparison Of(string first, string second, IReadOnlyList<PairedPrediction> pairs)
    {
        var slices = ComparedSlice.All(pairs, Rounds, Seed).ToList();
        return new Comparison(
            first,
            second,
            [
                .. slices
                    .Where(slice => slice.Family is null && slice.Strategy is null or PairStrategy.Joint)
                    .GroupBy(slice => (slice.Source, slice.Mode))
                    .Select(group => OverallDifference.Of(group.Key.Source, group.Key.Mode, [.. group], Confidence)),
            ],
            [.. slices.Select(slice => slice.Report(Confidence))]
        );
    }
}
