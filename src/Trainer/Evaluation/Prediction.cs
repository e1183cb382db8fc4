using System.Text.Json.Serialization;
using JudgeCore.Gates;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;

namespace Trainer.Evaluation;

/// <summary>One line of predictions.jsonl: a held-out item and what a judge said of it in one mode. Labels are verdict labels (A and B for pairs).</summary>
internal sealed record Prediction
{
    public required EvidenceSource Source { get; init; }

    public required string Id { get; init; }

    public required string Task { get; init; }

    public required TaskKind Kind { get; init; }

    public required string Family { get; init; }

    public required string Group { get; init; }

    public required VerdictMode Mode { get; init; }

    /// <summary>Pairs: the strategy that was used.</summary>
    public PairStrategy? Strategy { get; init; }

    /// <summary>The task's verdict labels.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>[labels] probability that a label is the right one.</summary>
    public required IReadOnlyList<double> Gold { get; init; }

    public required double Weight { get; init; }

    /// <summary>The judge's label.</summary>
    public required string Label { get; init; }

    /// <summary>[labels] the judge's probabilities.</summary>
    public required IReadOnlyList<double> Distribution { get; init; }

    /// <summary>Joint pairs: the verdict with A shown first, then with B shown first.</summary>
    public IReadOnlyList<string>? Swap { get; init; }

    /// <summary>What was freely written, without any constraint: the label, null where the answer had not the asked form. Pairs: two, in both orders,
    /// each mapped to A and B. Absent where nothing was written.</summary>
    public IReadOnlyList<string?>? Free { get; init; }

    /// <summary>What the judge wrote before its label.</summary>
    public string? Rationale { get; init; }

    /// <summary>Index of the most probable true label, the first of several.</summary>
    [JsonIgnore]
    public int GoldLabel
    {
        get
        {
            int best = 0;
            for (int i = 1; i < Gold.Count; i++)
            {
                best = Gold[i] > Gold[best] ? i : best;
            }

            return best;
        }
    }

    /// <summary>Index of the judge's label.</summary>
    [JsonIgnore]
    public int Said => Labels.TakeWhile(label => label != Label).Count();

    /// <summary>Probability that the judge gave to its label.</summary>
    [JsonIgnore]
    public double Confidence => Distribution[Said];

    /// <summary>Probability that the judge's label is the right one: 0 or 1 where the truth is certain.</summary>
    [JsonIgnore]
    public double Right => Gold[Said];

    /// <summary>Scales: the expected position of the answer, 1 to the number of labels.</summary>
    [JsonIgnore]
    public double Score => Distribution.Select((p, i) => p * (i + 1)).Sum();

    /// <summary>Scales: the expected position of the truth.</summary>
    [JsonIgnore]
    public double GoldScore => Gold.Select((p, i) => p * (i + 1)).Sum();
}
