using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JudgeCore.Models;

/// <summary>down(silu(gate(x)) * up(x)).</summary>
internal sealed class GatedMlp : Module<Tensor, Tensor>
{
    [ComponentName(Name = "gate_proj")]
    private readonly Module<Tensor, Tensor> gate;

    [ComponentName(Name = "up_proj")]
    private readonly Module<Tensor, Tensor> up;

    [ComponentName(Name = "down_proj")]
    private readonly Module<Tensor, Tensor> down;

    public GatedMlp(int hidden, int intermediate, bool bias, ComputePolicy policy)
        : base(nameof(GatedMlp))
    {
        gate = new Projection(hidden, intermediate, bias, policy);
        up = new Projection(hidden, intermediate, bias, policy);
        down = new Projection(intermediate, hidden, bias, policy);
        RegisterComponents();
    }

    /// <param name="x">[..., hidden]</param>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var inner = functional.silu(gate.call(x)) * up.call(x); // [..., intermediate]
        return down.call(inner).MoveToOuterDisposeScope(); // [..., hidden]
    }
}
