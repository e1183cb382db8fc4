namespace Trainer.Advantages;

/// <summary>The rewards of a batch of completions; groups (completions of one prompt) are consecutive rows of equal number.</summary>
internal sealed record RewardTable
{
    /// <summary>Names of the reward functions, as metrics name them.</summary>
    public required IReadOnlyList<string> Functions { get; init; }

    /// <summary>Weight of each function in the sum.</summary>
    public required IReadOnlyList<double> Weights { get; init; }

    /// <summary>[episode][function]; NaN where a function does not apply. A row of only NaN is unscorable.</summary>
    public required IReadOnlyList<double[]> Rewards { get; init; }

    /// <summary>Completions a prompt.</summary>
    public required int GroupSize { get; init; }

    /// <summary>[episode] index of its task; null where all are of one.</summary>
    public IReadOnlyList<int>? Tasks { get; init; }

    /// <exception cref="ArgumentException">The parts do not fit together, or a reward is infinite.</exception>
    public void Validate()
    {
        if (Weights.Count != Functions.Count)
            throw new ArgumentException($"There are {Weights.Count} reward weights for {Functions.Count} reward functions.");
        if (GroupSize < 1 || Rewards.Count % GroupSize != 0)
            throw new ArgumentException($"{Rewards.Count} completions do not make whole groups of {GroupSize}.");
        if (Tasks is not null && Tasks.Count != Rewards.Count)
            throw new ArgumentException($"There are task indices of {Tasks.Count} completions, not of {Rewards.Count}.");
        for (var i = 0; i < Rewards.Count; i++)
        {
            if (Rewards[i].Length != Functions.Count)
                throw new ArgumentException($"Completion {i} has {Rewards[i].Length} rewards, not {Functions.Count}.");
            var infinite = Array.FindIndex(Rewards[i], double.IsInfinity);
            if (infinite >= 0)
                throw new ArgumentException($"The reward {Functions[infinite]} of completion {i} is infinite.");
        }
    }

    /// <summary>[episode] weighted sum of the rewards that apply; NaN for an unscorable row.</summary>
    public double[] WeightedSums() => [.. Rewards.Select(row => WeightedSum(row, Weights))];

    /// <summary>Weighted sum of the numbers in a row; NaN where there is none.</summary>
    public static double WeightedSum(double[] row, IReadOnlyList<double> weights)
    {
        double sum = 0;
        var any = false;
        for (var k = 0; k < row.Length; k++)
        {
            if (double.IsNaN(row[k]))
                continue;
            sum += weights[k] * row[k];
            any = true;
        }
        return any ? sum : double.NaN;
    }
}
