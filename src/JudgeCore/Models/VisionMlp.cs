using JudgeCore.Prefill;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JudgeCore.Models;

/// <summary>fc2(gelu(fc1(x))) with the tanh form of GELU.</summary>
internal sealed class VisionMlp : Module<Tensor, Tensor>
{
    [ComponentName(Name = "linear_fc1")]
    private readonly Module<Tensor, Tensor> first;

    [ComponentName(Name = "linear_fc2")]
    private readonly Module<Tensor, Tensor> second;

    public VisionMlp(VisionConfig config, ComputePolicy policy)
        : base(nameof(VisionMlp))
    {
        first = new Projection(config.HiddenSize, config.IntermediateSize, true, policy);
        second = new Projection(config.IntermediateSize, config.HiddenSize, true, policy);
        RegisterComponents();
    }

    /// <param name="x">[patches, hidden]</param>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var inner = first.call(x); // [patches, intermediate]
        if (!FastGelu.TryApply_(inner))
        {
            inner = functional.gelu(inner, TorchSharp.Modules.GELU.Approximate.tanh, false);
        }

        return second.call(inner).MoveToOuterDisposeScope(); // [patches, hidden]
    }
}
