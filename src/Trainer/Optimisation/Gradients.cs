using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Trainer.Optimisation;

/// <summary>What happens to gradients between backward and step.</summary>
internal static class Gradients
{
    // Added to the norm that divides, as torch does.
    private const double Epsilon = 1e-6;

    /// <summary>Forgets all gradients: parameters that the next backward does not reach are left alone by the next step.</summary>
    public static void Clear(IEnumerable<NamedParameter> parameters)
    {
        foreach (var parameter in parameters)
        {
            parameter.Value.grad?.Dispose();
            parameter.Value.grad = null;
        }
    }

    /// <summary>Sets all gradients to 0 and keeps their memory: parameters that the next backward does not reach still decay.</summary>
    public static void Zero(IEnumerable<NamedParameter> parameters)
    {
        foreach (var parameter in parameters)
            parameter.Value.grad?.zero_();
    }

    /// <summary>Scales all gradients, taken as one vector, down to a largest norm.</summary>
    /// <param name="parameters">Those without a gradient are left out.</param>
    /// <param name="maxNorm">Gradients longer than this are scaled by maxNorm / (norm + 1e-6).</param>
    /// <param name="order">2 for the Euclidean norm, 1 for the sum of magnitudes, infinity for the largest magnitude.</param>
    /// <returns>The norm before clipping; not finite where a gradient is not, and then the gradients are useless: skip the step.</returns>
    public static double Clip(IEnumerable<NamedParameter> parameters, double maxNorm, double order = 2)
    {
        if (!(maxNorm > 0))
            throw new ArgumentOutOfRangeException(nameof(maxNorm), maxNorm, "The largest norm must be positive.");
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var gradients = parameters.Select(p => p.Value.grad).OfType<Tensor>().ToList();
        if (gradients.Count == 0)
            return 0;
        var norm = Norm(stack(gradients.Select(g => Norm(g.to_type(float32), order)).ToArray()), order);
        var total = (double)norm.Number<float>();
        var factor = Math.Min(1, maxNorm / (total + Epsilon));
        // A factor of 0 or NaN must reach the gradients: only exactly 1 changes nothing.
        if (factor != 1)
        {
            foreach (var gradient in gradients)
                gradient.Mul_(factor);
        }
        return total;
    }

    private static Tensor Norm(Tensor values, double order) =>
        order switch
        {
            2 => values.Squared().sum().sqrt(),
            1 => values.abs().sum(),
            double.PositiveInfinity => values.abs().max(),
            _ => throw new ArgumentOutOfRangeException(nameof(order), order, "The norm's order must be 1, 2 or infinity."),
        };
}
