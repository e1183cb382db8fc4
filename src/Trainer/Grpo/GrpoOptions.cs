using System.ComponentModel.DataAnnotations;
using Trainer.Advantages;
using Trainer.Losses;
using Trainer.Rewards;

namespace Trainer.Grpo;

/// <summary>Knobs of group-relative policy optimisation; docs/training.md has sources and what was measured.</summary>
internal sealed record GrpoOptions
{
    /// <summary>Questions a rollout.</summary>
    [Range(1, 100_000)]
    public int Prompts { get; init; } = 48;

    /// <summary>G: completions sampled for each question.</summary>
    [Range(2, 1024)]
    public int GroupSize { get; init; } = 8;

    /// <summary>Of the sampler; the policy's probabilities are taken at the same temperature.</summary>
    [Range(0.01, 10)]
    public double Temperature { get; init; } = 1;

    /// <summary>Tokens that a completion may have; one that has not ended by then is truncated.</summary>
    [Range(1, 100_000)]
    public int MaxCompletionTokens { get; init; } = 64;

    /// <summary>Truncated completions count in the rewards' statistics but not in the loss.</summary>
    public bool MaskTruncated { get; init; } = true;

    /// <summary>Times that each rollout is learned from.</summary>
    [Range(1, 100)]
    public int Epochs { get; init; } = 1;

    /// <summary>Optimizer updates into which a rollout's groups are divided, in each epoch.</summary>
    [Range(1, 1000)]
    public int Minibatches { get; init; } = 1;

    /// <summary>Parts into which an update is cut to save memory.</summary>
    [Range(1, 100_000)]
    public int AccumulationSteps { get; init; } = 1;

    /// <summary>Rounds in which groups without signal are replaced by fresh questions of the same task (DAPO, arXiv 2503.14476). 0: they are only
    /// left out of the loss.</summary>
    [Range(0, 100)]
    public int ResampleRounds { get; init; }

    /// <summary>Leaves groups without signal out of the loss and of its denominators, so that few groups with signal count as much as many. With a KL
    /// penalty or an entropy bonus they stay.</summary>
    public bool DropGroupsWithoutSignal { get; init; } = true;

    /// <summary>Weight of the accuracy reward.</summary>
    [Range(0, 1000)]
    public double AccuracyWeight { get; init; } = 0.9;

    /// <summary>Weight of the format reward.</summary>
    [Range(0, 1000)]
    public double FormatWeight { get; init; } = 0.1;

    /// <summary>Pairs are asked in both orders, and a right verdict earns the share of the other order's verdicts that are right too; false:
    /// each order counts alone.</summary>
    public bool BothOrders { get; init; } = true;

    /// <summary>What of an item's human labels counts: their posterior, the votes by weight, or the votes corrected for how raters err.</summary>
    public GoldUse Gold { get; init; } = GoldUse.Posterior;

    /// <summary>Accuracy of scales: by distance, or by how the sampled scores rank the batch's items (arXiv 2505.14460).</summary>
    public ScaleReward ScaleReward { get; init; } = ScaleReward.Ordinal;

    public AdvantageOptions Advantages { get; init; } = new();

    public PolicyLossOptions Loss { get; init; } = new();

    /// <summary>Correction for the sampler's probabilities where they differ from the trainer's; null: none.</summary>
    public SamplerCorrectionOptions? SamplerCorrection { get; init; }

    public GuidedOptions Guided { get; init; } = new();

    /// <summary>Weight of the cross-entropy of right answers to the rollout's gym questions, beside the policy loss (PPO-ptx, arXiv 2203.02155): a
    /// dense signal for what must not be forgotten, where most groups have none. 0: none.</summary>
    [Range(0, 1000)]
    public double ReplayLoss { get; init; }
}
