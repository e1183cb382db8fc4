using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace JudgeCore.Models;

/// <summary>A patch's numbers to a vector. The published weight is a 3-D convolution whose stride is its size: a plain matrix product.</summary>
internal sealed class PatchEmbedding : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "proj")]
    private readonly Projection projection;

    public PatchEmbedding(VisionConfig config, bool bias, ComputePolicy policy)
        : base(nameof(PatchEmbedding))
    {
        long[] shape = [config.HiddenSize, config.Channels, config.TemporalPatchSize, config.PatchSize, config.PatchSize];
        projection = new Projection(shape, bias, policy);
        RegisterComponents();
    }

    /// <param name="x">[patches, patchDim], to [patches, hidden]</param>
    public override Tensor forward(Tensor x) => projection.call(x);
}
