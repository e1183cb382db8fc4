using static TorchSharp.torch;

namespace Trainer.Optimisation;

/// <summary>Moves parameters along their gradients and can be saved between any two steps.</summary>
internal interface IParameterOptimizer : IDisposable
{
    /// <summary>All that it moves.</summary>
    IEnumerable<NamedParameter> Parameters { get; }

    /// <summary>Applies the gradients. A parameter without one is left alone, its step count and state included.</summary>
    /// <param name="learningRateScale">Multiplies every group's learning rate: what the schedule says.</param>
    void Step(double learningRateScale = 1);

    /// <summary>Everything that the next step depends on besides parameters and gradients; the tensors stay the optimizer's.</summary>
    IReadOnlyDictionary<string, Tensor> State();

    /// <summary>Continues from a saved state.</summary>
    /// <param name="read">Gives a copy of a saved tensor by name, and throws where there is none.</param>
    /// <exception cref="ArgumentException">A tensor has another shape or type; nothing is changed then.</exception>
    void Restore(Func<string, Tensor> read);
}
