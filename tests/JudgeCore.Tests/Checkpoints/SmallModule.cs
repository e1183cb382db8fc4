using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JudgeCore.Tests.Checkpoints;

/// <summary>Two layers and a saved buffer: model.first.{weight,bias}, model.second.weight, model.steps.</summary>
internal sealed class SmallModule : Module
{
    private readonly Body model;

    public SmallModule(ScalarType dtype = ScalarType.Float32, int width = 3)
        : base(nameof(SmallModule))
    {
        model = new Body(dtype, width);
        RegisterComponents();
    }

    /// <summary>Every value differs from every other, and all are exact in bf16.</summary>
    public SmallModule Numbered(int from = 1)
    {
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (_, tensor) in state_dict())
        {
            tensor.copy_(arange(from, from + tensor.NumberOfElements).view(tensor.shape));
            from += (int)tensor.NumberOfElements;
        }

        return this;
    }

    public Dictionary<string, float[]> Values()
    {
        using var scope = NewDisposeScope();
        return state_dict()
            .ToDictionary(entry => entry.Key, entry => entry.Value.detach().to(ScalarType.Float32).data<float>().ToArray());
    }

    private sealed class Body : Module
    {
        private readonly Linear first;
        private readonly Linear second;
        private readonly Tensor steps;

        public Body(ScalarType dtype, int width)
            : base(nameof(Body))
        {
            first = Linear(2, width, dtype: dtype);
            second = Linear(width, 2, hasBias: false, dtype: dtype);
            steps = zeros(1, dtype: ScalarType.Int64);
            register_buffer("steps", steps);
            RegisterComponents();
        }
    }
}
