// Qwen2.5-VL's vision tower: attention within windows except in a few layers, for which merge blocks are brought into window order.
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JudgeCore.Models;

/// <inheritdoc cref="VisionTower"/>
internal sealed class Qwen25VisionTower : VisionTower
{
    [ComponentName(Name = "patch_embed")]
    private readonly PatchEmbedding patchEmbedding;

    [ComponentName(Name = "blocks")]
    private readonly ModuleList<VisionBlock> blocks;

    [ComponentName(Name = "merger")]
    private readonly Qwen25PatchMerger merger;

    private readonly VisionConfig config;
    private readonly VisionRotary rotary;

    public Qwen25VisionTower(VisionConfig config, ComputePolicy policy)
        : base(nameof(Qwen25VisionTower))
    {
        this.config = config;
        rotary = new VisionRotary(config.HeadDim, policy.Device);
        patchEmbedding = new PatchEmbedding(config, false, policy);
        blocks = new ModuleList<VisionBlock>([
            .. Enumerable.Range(0, config.Depth).Select(_ => VisionBlock.Qwen25(config, policy)),
        ]);
        merger = new Qwen25PatchMerger(config, policy);
        RegisterComponents();
    }

    public override VisualFeatures Encode(Tensor pixelValues, IReadOnlyList<(int Time, int Height, int Width)> grids)
    {
        VisionGrid.Check(grids, pixelValues.shape[0], config.MergeSize);
        using var scope = NewDisposeScope();
        var (order, windows) = VisionWindows.Order(grids, config);
        int unit = config.MergeSize * config.MergeSize;
        var places = VisionGrid.Places(grids, config.MergeSize).ToArray();
        var turns = rotary.At(order.SelectMany(block => places.AsSpan((int)block * unit, unit).ToArray()));
        int[] frames = VisionGrid.Frames(grids);
        var index = tensor(order, device: pixelValues.device); // [blocks]
        var x = patchEmbedding.call(pixelValues); // [patches, hidden]
        x = x.view(-1, unit, x.shape[1]).index_select(0, index).reshape(-1, x.shape[1]); // [patches, hidden] in window order
        for (int layer = 0; layer < config.Depth; layer++)
        {
            x = blocks[layer].Forward(x, turns, config.FullAttentionLayers.Contains(layer) ? frames : windows); // [patches, hidden]
        }

        var back = index.argsort(); // [blocks]
        return new VisualFeatures(merger.call(x).index_select(0, back).MoveToOuterDisposeScope(), []); // [tokens, text hidden]
    }
}
