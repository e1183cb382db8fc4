namespace Trainer.Advantages;

/// <summary>What a batch of completions learns from.</summary>
/// <param name="Advantages">[episode]; 0 where nothing can be said.</param>
/// <param name="GroupHasSignal">[group] whether any of its advantages differs from 0.</param>
/// <param name="Metrics">Under TRL's names: rewards/NAME/mean and /std, reward, reward_std, frac_reward_zero_std.</param>
/// <param name="Normalised">Normalise-then-sum: [episode][function] rewards normalised in their group, NaN where undefined; else null.</param>
internal sealed record AdvantageResult(
    double[] Advantages,
    bool[] GroupHasSignal,
    IReadOnlyDictionary<string, double> Metrics,
    IReadOnlyList<double[]>? Normalised
);
