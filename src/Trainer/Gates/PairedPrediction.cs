using Trainer.Evaluation;
using Trainer.Runs;

namespace Trainer.Gates;

/// <summary>What two judges said of the same held-out item in the same mode.</summary>
/// <param name="Champion">The first judge's answer.</param>
/// <param name="Candidate">The second judge's.</param>
internal sealed record PairedPrediction(Prediction Champion, Prediction Candidate)
{
    /// <summary>Brings the answers of two judges together.</summary>
    /// <param name="champion">All answers of the first judge.</param>
    /// <param name="candidate">All answers of the second, in any order.</param>
    /// <param name="strategies">Whether pairs were asked in both strategies, which then belong to the question; else each judge answers as it does by default.</param>
    /// <exception cref="RunException">The items are not the same, or their truth is not.</exception>
    public static List<PairedPrediction> Match(
        IReadOnlyList<Prediction> champion,
        IReadOnlyList<Prediction> candidate,
        bool strategies
    )
    {
        Dictionary<object, Prediction> others = [];
        foreach (var prediction in candidate)
        {
            if (!others.TryAdd(Key(prediction), prediction))
            {
                throw new RunException($"{Name(prediction)} was answered twice");
            }
        }

        List<PairedPrediction> pairs = [];
        foreach (var prediction in champion)
        {
            if (!others.Remove(Key(prediction), out var other))
            {
                throw new RunException(
                    $"{Name(prediction)} was answered by the first judge only: compare answers to the same items"
                );
            }

            if (!prediction.Gold.SequenceEqual(other.Gold) || prediction.Weight != other.Weight)
            {
                throw new RunException($"{Name(prediction)} has not the same truth in both: compare answers to the same items");
            }

            pairs.Add(new PairedPrediction(prediction, other));
        }

        return others.Count == 0
            ? pairs
            : throw new RunException(
                $"{Name(others.Values.First())} was answered by the second judge only: compare answers to the same items"
            );

        object Key(Prediction p) => (p.Source, p.Id, p.Task, p.Mode, strategies ? p.Strategy : null);
    }

    private static string Name(Prediction p) => $"item {p.Id} of {p.Task} ({p.Source}, {p.Mode})";
}
