namespace Trainer.Optimisation;

/// <summary>Parameters that gradient descent treats alike.</summary>
internal sealed record SgdGroup
{
    public required IReadOnlyList<NamedParameter> Parameters { get; init; }

    /// <summary>Step length.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Share of the last direction that is kept. Default 0: none.</summary>
    public double Momentum { get; init; }

    /// <summary>Share of the gradient that does not enter the direction, except at its first step. Default 0.</summary>
    public double Dampening { get; init; }

    /// <summary>Look ahead along the direction; needs momentum without dampening. Default: no.</summary>
    public bool Nesterov { get; init; }

    /// <summary>Times the parameter, added to the gradient. Default 0.</summary>
    public double WeightDecay { get; init; }
}
