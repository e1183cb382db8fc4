using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace JudgeCore.Models;

/// <summary>A patch's numbers to a vector. The published weight is a 3-D convolution whose stride is its size: a plain matrix product.</summary>
internal sealed class PatchEmbedding : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "proj")]
    private readonly PatchProjection projection;

    public PatchEmbedding(VisionConfig config, bool bias, ComputePolicy policy)
        : base(nameof(PatchEmbedding))
    {
        projection = new PatchProjection(config, bias, policy);
        RegisterComponents();
    }

    /// <param name="x">[patches, patchDim], to [patches, hidden]</param>
    public override Tensor forward(Tensor x) => projection.call(x);

    private sealed class PatchProjection : nn.Module<Tensor, Tensor>
    {
        [ComponentName(Name = "weight")]
        private readonly Parameter weight; // [hidden, channels, temporal, patch, patch]

        [ComponentName(Name = "bias")]
        private readonly Parameter? bias; // [hidden]

        public PatchProjection(VisionConfig config, bool bias, ComputePolicy policy)
            : base(nameof(PatchProjection))
        {
            long[] shape = [config.HiddenSize, config.Channels, config.TemporalPatchSize, config.PatchSize, config.PatchSize];
            weight = new Parameter(zeros(shape, policy.Dtype, policy.Device));
            this.bias = bias ? new Parameter(zeros(config.HiddenSize, policy.Dtype, policy.Device)) : null;
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => nn.functional.linear(x, weight.view(weight.shape[0], -1), bias!); // [patches, hidden]
    }
}
