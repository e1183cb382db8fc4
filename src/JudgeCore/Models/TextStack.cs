using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JudgeCore.Models;

/// <summary>Token embeddings, decoder layers and final norm; visual tokens replace their placeholders, deepstack features are added on the way.</summary>
internal sealed class TextStack : Module
{
    [ComponentName(Name = "embed_tokens")]
    private readonly EmbeddingTable embedding;

    [ComponentName(Name = "layers")]
    private readonly ModuleList<DecoderLayer> layers;

    [ComponentName(Name = "norm")]
    private readonly RmsNorm norm;

    private readonly MropeTable rotary;

    public TextStack(TextConfig config, ComputePolicy policy)
        : base(nameof(TextStack))
    {
        rotary = new MropeTable(config, policy);
        embedding = new EmbeddingTable(config.VocabSize, config.HiddenSize, config.PadTokenId, policy);
        layers = new ModuleList<DecoderLayer>([
            .. Enumerable.Range(0, config.Layers).Select(i => new DecoderLayer(config, i, policy)),
        ]);
        norm = new RmsNorm(config.HiddenSize, config.NormEps, policy);
        RegisterComponents();
    }

    /// <summary>[vocab, hidden]: the output head too, where the two are tied.</summary>
    public Tensor EmbeddingWeight => embedding.Weight;

    /// <summary>Layers are computed again in the backward pass instead of being remembered.</summary>
    public bool Recompute { get; set; }

    /// <inheritdoc cref="JudgeModel.Hidden"/>
    /// <param name="observe">Called with (0, embeddings) and (i, raw output of layer i - 1), each [batch, seq, hidden].</param>
    public Tensor Forward(ModelInput input, IKeyValueStore? store, Action<int, Tensor>? observe)
    {
        using var scope = NewDisposeScope();
        var turns = rotary.At(input.PositionIds);
        var x = embedding.call(input.InputIds); // [batch, seq, hidden]
        if (input.Visual is { } visual)
        {
            x = Flat(x).index_copy(0, visual.Index, visual.Features.Merged).view(x.shape); // [batch, seq, hidden]
        }

        var mask = input.AttentionMask is { } visible ? AttentionMask.From(visible, x.dtype) : null;
        observe?.Invoke(0, x);
        for (int i = 0; i < layers.Count; i++)
        {
            x =
                Recompute && is_grad_enabled() && store is null
                    ? RecomputedLayer.Of(layers[i], x, turns, mask)
                    : layers[i].Forward(x, turns, mask, store); // [batch, seq, hidden]
            observe?.Invoke(i + 1, x);
            if (input.Visual is { } features && i < features.Features.Deepstack.Count)
            {
                x = Flat(x).AddAt(0, features.Index, features.Features.Deepstack[i]).view(x.shape); // [batch, seq, hidden]
            }
        }

        return norm.call(x).MoveToOuterDisposeScope(); // [batch, seq, hidden]
    }

    private static Tensor Flat(Tensor x) => x.view(-1, x.shape[^1]); // [batch * seq, hidden]
}
