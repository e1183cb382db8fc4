namespace Trainer.Losses;

/// <summary>Every knob of the group-relative policy loss.</summary>
internal sealed record PolicyLossOptions
{
    /// <summary>Which loss. Default: dapo, which weights every token of the batch the same.</summary>
    public PolicyLossKind Kind { get; init; } = PolicyLossKind.Dapo;

    /// <summary>Ratio of a token or of the whole completion (GSPO, arXiv 2507.18071; there with epsilons of 3e-4 and 4e-4). Default: token.
    /// Vespo forms its own sequence weight, so that this only matters for its KL term; luspo is meant for sequence.</summary>
    public RatioLevel Ratio { get; init; } = RatioLevel.Token;

    /// <summary>The ratio is clipped below at 1 - this where that limits the gain. Default 0.2 (PPO, arXiv 1707.06347).</summary>
    public double EpsilonLow { get; init; } = 0.2;

    /// <summary>The ratio is clipped above at 1 + this; higher than <see cref="EpsilonLow"/> it lets rare right answers grow ("clip-higher",
    /// 0.28 in DAPO, arXiv 2503.14476). Cispo: the cap itself, 5 in ScaleRL (arXiv 2510.13786). Default 0.2.</summary>
    public double EpsilonHigh { get; init; } = 0.2;

    /// <summary>Absolute upper bound of the unclipped ratio, which bounds the loss of negative advantages too (INTELLECT-2, arXiv
    /// 2505.07291); should exceed 1 + <see cref="EpsilonHigh"/>. Default: none.</summary>
    public double? Delta { get; init; }

    /// <summary>Weight of the KL penalty to the reference policy, exp(D) - D - 1 with D = log pi_ref - log pi (k3). Default 0: no reference is
    /// needed; 0.04 in DeepSeekMath (arXiv 2402.03300).</summary>
    public double Beta { get; init; }

    /// <summary>Multiplies the KL term by the ratio, with gradient, which makes its gradient that of the true KL (DeepSeek-V3.2, arXiv
    /// 2512.02556). Default: yes.</summary>
    public bool UnbiasedKl { get; init; } = true;

    /// <summary>Tokens that a completion may have: the divisor of dr_grpo, whatever the batch's width. Required there, at least 1.</summary>
    public int MaxCompletionLength { get; init; } = 256;

    /// <summary>Keeps only this share of the tokens, those of highest entropy, in the policy term (arXiv 2506.01939 recommends 0.2). They
    /// still count in denominators and keep their KL term. Default 1: all.</summary>
    public double TopEntropyQuantile { get; init; } = 1;

    /// <summary>Drops completions of negative advantage whose mean log pi_old - log pi exceeds this (DeepSeek-V3.2, arXiv 2512.02556).
    /// Default: none are dropped.</summary>
    public double? OffPolicyThreshold { get; init; }

    /// <summary>Weight of the bonus for entropy, the mean over tokens in nats, whatever the loss kind. Default 0.</summary>
    public double EntropyCoefficient { get; init; }

    /// <summary>Sapo: sharpness of the gate for positive advantages (arXiv 2511.20347). Default 1.</summary>
    public double SapoTemperaturePositive { get; init; } = 1;

    /// <summary>Sapo: sharpness of the gate for other advantages. Default 1.05.</summary>
    public double SapoTemperatureNegative { get; init; } = 1.05;

    /// <summary>Vespo: exponent of the ratio for advantages of at least 0 (arXiv 2602.10693). Default 2.</summary>
    public double VespoKPositive { get; init; } = 2;

    /// <summary>Vespo: decay for advantages of at least 0. Default 3.</summary>
    public double VespoLambdaPositive { get; init; } = 3;

    /// <summary>Vespo: exponent of the ratio for negative advantages. Default 3.</summary>
    public double VespoKNegative { get; init; } = 3;

    /// <summary>Vespo: decay for negative advantages. Default 2.</summary>
    public double VespoLambdaNegative { get; init; } = 2;

    /// <exception cref="ArgumentException">A value lies outside its range, or two do not go together.</exception>
    public void Validate()
    {
        Require(EpsilonLow is >= 0 and <= 1, $"epsilonLow is {EpsilonLow}; it must lie within 0 and 1.");
        Require(EpsilonHigh > 0, $"epsilonHigh is {EpsilonHigh}; it must be positive.");
        Require(Delta is null or > 1, $"delta is {Delta}; it must exceed 1, and should exceed 1 + epsilonHigh.");
        Require(Beta >= 0, $"beta is {Beta}; it must not be negative.");
        Require(MaxCompletionLength >= 1, $"maxCompletionLength is {MaxCompletionLength}; it must be at least 1.");
        Require(TopEntropyQuantile is >= 0 and <= 1, $"topEntropyQuantile is {TopEntropyQuantile}; it must lie within 0 and 1.");
        Require(double.IsFinite(EntropyCoefficient), $"entropyCoefficient is {EntropyCoefficient}; it must be a number.");
        Require(SapoTemperaturePositive > 0 && SapoTemperatureNegative > 0, "sapo temperatures must be positive.");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw new ArgumentException(otherwise);
    }
}
