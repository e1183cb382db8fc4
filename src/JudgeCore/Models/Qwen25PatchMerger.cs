using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JudgeCore.Models;

/// <summary>Qwen2.5-VL: a merge block of patches becomes one visual token.</summary>
internal sealed class Qwen25PatchMerger : Module<Tensor, Tensor>
{
    [ComponentName(Name = "ln_q")]
    private readonly RmsNorm norm;

    [ComponentName(Name = "mlp")]
    private readonly Sequential mlp; // mlp.0 and mlp.2 are the linear layers

    private readonly int block; // hidden * merge²

    public Qwen25PatchMerger(VisionConfig config, ComputePolicy policy)
        : base(nameof(Qwen25PatchMerger))
    {
        block = config.HiddenSize * config.MergeSize * config.MergeSize;
        norm = new RmsNorm(config.HiddenSize, 1e-6, policy);
        mlp = Sequential(
            new Projection(block, block, true, policy),
            GELU(),
            new Projection(block, config.OutHiddenSize, true, policy)
        );
        RegisterComponents();
    }

    /// <param name="x">[patches, hidden], to [tokens, text hidden]</param>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return mlp.call(norm.call(x).reshape(-1, block)).MoveToOuterDisposeScope(); // [tokens, text hidden]
    }
}
