using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JudgeCore.Models;

/// <summary>Qwen3-VL: a merge block of patches becomes one visual token. The main merger norms patches, the deepstack ones norm whole blocks.</summary>
internal sealed class PatchMerger : Module<Tensor, Tensor>
{
    [ComponentName(Name = "norm")]
    private readonly Module<Tensor, Tensor> norm;

    [ComponentName(Name = "linear_fc1")]
    private readonly Module<Tensor, Tensor> first;

    [ComponentName(Name = "linear_fc2")]
    private readonly Module<Tensor, Tensor> second;

    private readonly int block; // hidden * merge²
    private readonly bool normBlocks;

    public PatchMerger(VisionConfig config, bool normBlocks, ComputePolicy policy)
        : base(nameof(PatchMerger))
    {
        this.normBlocks = normBlocks;
        block = config.HiddenSize * config.MergeSize * config.MergeSize;
        norm = LayerNorm(normBlocks ? block : config.HiddenSize, 1e-6, true, true, policy.Device, policy.Dtype);
        first = new Projection(block, block, true, policy);
        second = new Projection(block, config.OutHiddenSize, true, policy);
        RegisterComponents();
    }

    /// <param name="x">[patches, hidden], to [tokens, text hidden]</param>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var blocks = normBlocks ? norm.call(x.reshape(-1, block)) : norm.call(x).reshape(-1, block); // [tokens, hidden * merge²]
        return second.call(functional.gelu(first.call(blocks))).MoveToOuterDisposeScope(); // [tokens, text hidden]
    }
}
