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
        gate = Linear(hidden, intermediate, bias, policy.Device, policy.Dtype);
        up = Linear(hidden, intermediate, bias, policy.Device, policy.Dtype);
        down = Linear(intermediate, hidden, bias, policy.Device, policy.Dtype);
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
