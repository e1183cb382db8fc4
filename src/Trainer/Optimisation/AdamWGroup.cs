namespace Trainer.Optimisation;

/// <summary>Parameters that AdamW treats alike.</summary>
internal sealed record AdamWGroup
{
    public required IReadOnlyList<NamedParameter> Parameters { get; init; }

    /// <summary>Step length. GRPO of whole models uses 1e-6, LoRA 1e-5 and more, warm-up 1e-4 and more.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Decay of the gradient's running mean. Default 0.9.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Decay of the squared gradient's running mean. Default 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the squared mean after its bias correction. Default 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Share of a parameter, times the learning rate, that is lost a step. Default 0; biases and norms should keep 0.</summary>
    public double WeightDecay { get; init; }
}
