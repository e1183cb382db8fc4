// AdamW (arXiv 1711.05101) with its state in the open, so that a run can be saved and resumed to the same numbers.
using JudgeCore.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Trainer.Optimisation;

/// <summary>p *= 1 - lr * decay; then p -= lr / (1 - b1^t) * m / (sqrt(v) / sqrt(1 - b2^t) + eps).</summary>
internal sealed class AdamW : IDisposable
{
    private readonly List<Slot> slots;
    private readonly double beta1;
    private readonly double beta2;
    private readonly double eps;

    /// <param name="parameters">Name, parameter, weight decay of each.</param>
    /// <param name="beta1">Decay of the mean of gradients.</param>
    /// <param name="beta2">Decay of the mean of squared gradients.</param>
    /// <param name="eps">Added after the bias correction.</param>
    public AdamW(
        IEnumerable<(string Name, Parameter Parameter, double Decay)> parameters,
        double beta1 = 0.9,
        double beta2 = 0.95,
        double eps = 1e-8
    )
    {
        (this.beta1, this.beta2, this.eps) = (beta1, beta2, eps);
        slots =
        [
            .. parameters.Select(p => new Slot(
                p.Name,
                p.Parameter,
                p.Decay,
                zeros_like(p.Parameter, ScalarType.Float32).DetachFromDisposeScope(),
                zeros_like(p.Parameter, ScalarType.Float32).DetachFromDisposeScope()
            )),
        ];
    }

    /// <summary>Updates every parameter that has a gradient; one without keeps its value, its state and its step count.</summary>
    public void Step(double learningRate)
    {
        using var guard = no_grad();
        foreach (var slot in slots)
        {
            using var scope = NewDisposeScope();
            if (slot.Parameter.grad is not { } gradient)
            {
                continue;
            }

            slot.Steps++;
            slot.Parameter.Mul_(1 - learningRate * slot.Decay);
            slot.Mean.Mul_(beta1).Add_(gradient, 1 - beta1);
            slot.Square.Mul_(beta2).AddProduct_(gradient, gradient, 1 - beta2);
            var root = slot.Square.sqrt().Mul_(1 / Math.Sqrt(1 - Math.Pow(beta2, slot.Steps))).Add_(eps);
            slot.Parameter.AddQuotient_(slot.Mean, root, -learningRate / (1 - Math.Pow(beta1, slot.Steps)));
        }
    }

    public void ZeroGradients()
    {
        foreach (var slot in slots)
        {
            slot.Parameter.grad?.zero_();
        }
    }

    /// <summary>Scales all gradients together so that their norm is at most <paramref name="most"/>; returns the norm before.</summary>
    public double ClipGradients(double most)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        Tensor[] gradients = [.. slots.Select(slot => slot.Parameter.grad).OfType<Tensor>()];
        if (gradients.Length == 0)
        {
            return 0;
        }

        double norm = Math.Sqrt(stack(gradients.Select(gradient => gradient.square().sum())).sum().item<float>());
        double factor = Math.Min(1, most / (norm + 1e-6));
        if (factor < 1)
        {
            foreach (var gradient in gradients)
            {
                gradient.Mul_(factor);
            }
        }

        return norm;
    }

    /// <summary>The state as named tensors: mean, square and step count of every parameter.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State() =>
        slots.SelectMany(slot =>
            new[]
            {
                KeyValuePair.Create($"{slot.Name}.mean", slot.Mean),
                KeyValuePair.Create($"{slot.Name}.square", slot.Square),
                KeyValuePair.Create($"{slot.Name}.steps", tensor(slot.Steps)),
            }
        );

    /// <summary>Restores what <see cref="State"/> gave.</summary>
    public void Restore(Func<string, Tensor> read)
    {
        using var guard = no_grad();
        foreach (var slot in slots)
        {
            using var scope = NewDisposeScope();
            slot.Mean.copy_(read($"{slot.Name}.mean"));
            slot.Square.copy_(read($"{slot.Name}.square"));
            slot.Steps = read($"{slot.Name}.steps").item<long>();
        }
    }

    public void Dispose()
    {
        foreach (var slot in slots)
        {
            slot.Mean.Dispose();
            slot.Square.Dispose();
        }
    }

    private sealed class Slot(string name, Parameter parameter, double decay, Tensor mean, Tensor square)
    {
        public string Name { get; } = name;

        public Parameter Parameter { get; } = parameter;

        public double Decay { get; } = decay;

        public Tensor Mean { get; } = mean;

        public Tensor Square { get; } = square;

        public long Steps { get; set; }
    }
}
