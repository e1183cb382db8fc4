// The Qwen-VL families as one model: what differs between them is in the vision tower and the configuration.
using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JudgeCore.Models;

/// <summary>Qwen3-VL, Qwen3-VL-MoE or Qwen2.5-VL with the published in-memory parameter names.</summary>
internal sealed class QwenVl : JudgeModel
{
    [ComponentName(Name = "model")]
    private readonly Body body;

    [ComponentName(Name = "lm_head")]
    private readonly Projection? head; // null where it is tied to the embeddings

    /// <summary>Builds the model with unset weights.</summary>
    public QwenVl(ModelConfig config, ComputePolicy policy)
        : base(nameof(QwenVl))
    {
        (Config, Policy) = (config, policy);
        body = new Body(config, policy);
        head = config.TieWordEmbeddings ? null : new Projection(config.Text.HiddenSize, config.Text.VocabSize, false, policy);
        RegisterComponents();
    }

    public override ModelConfig Config { get; }

    public override ComputePolicy Policy { get; }

    public override bool RecomputeLayers
    {
        get => body.Text.Recompute;
        set => body.Text.Recompute = value;
    }

    public override VisualFeatures Encode(Tensor pixelValues, IReadOnlyList<(int Time, int Height, int Width)> grids)
    {
        if (pixelValues.dim() != 2 || pixelValues.shape[1] != Config.Vision.PatchDim)
        {
            throw new ArgumentException(
                $"pixelValues is [{string.Join(", ", pixelValues.shape)}], expected [patches, {Config.Vision.PatchDim}]"
            );
        }

        return body.Visual.Encode(pixelValues, grids);
    }

    public override Tensor Hidden(ModelInput input, IKeyValueStore? store = null, Action<int, Tensor>? observe = null)
    {
        long[] expected = [3, input.InputIds.shape[0], input.InputIds.shape[1]];
        if (!input.PositionIds.shape.SequenceEqual(expected))
        {
            throw new ArgumentException(
                $"PositionIds is [{string.Join(", ", input.PositionIds.shape)}], expected [{string.Join(", ", expected)}] for these InputIds"
            );
        }

        if (
            input.AttentionMask is { } mask
            && !(mask.dim() == 4 && mask.shape[0] == expected[1] && mask.shape[1] == 1 && mask.shape[2] == expected[2])
        )
        {
            throw new ArgumentException(
                $"AttentionMask is [{string.Join(", ", mask.shape)}], expected [{expected[1]}, 1, {expected[2]}, keys] for these InputIds"
            );
        }

        if (input.Visual is { } visual && visual.Index.shape[0] != visual.Features.Merged.shape[0])
        {
            throw new ArgumentException($"{visual.Features.Merged.shape[0]} visual tokens for {visual.Index.shape[0]} places");
        }

        return body.Text.Forward(input, store, observe);
    }

    public override Tensor Logits(Tensor hidden) =>
        head is null ? LinearProduct.Of(hidden, body.Text.EmbeddingWeight) : head.call(hidden); // [..., vocab]

    private sealed class Body : Module
    {
        [ComponentName(Name = "visual")]
        public readonly VisionTower Visual;

        [ComponentName(Name = "language_model")]
        public readonly TextStack Text;

        public Body(ModelConfig config, ComputePolicy policy)
            : base(nameof(Body))
        {
            Visual =
                config.Family == ModelFamily.Qwen25Vl
                    ? new Qwen25VisionTower(config.Vision, policy)
                    : new Qwen3VisionTower(config.Vision, policy);
            Text = new TextStack(config.Text, policy);
            RegisterComponents();
        }
    }
}
