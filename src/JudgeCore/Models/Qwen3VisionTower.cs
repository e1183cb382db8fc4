// Qwen3-VL's vision tower: learned positions interpolated to the picture's grid, 2-D rotary attention within each picture, a merger,
// and deepstack mergers that hand intermediate layers to the text stack.
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JudgeCore.Models;

/// <inheritdoc cref="VisionTower"/>
internal sealed class Qwen3VisionTower : VisionTower
{
    [ComponentName(Name = "patch_embed")]
    private readonly PatchEmbedding patchEmbedding;

    [ComponentName(Name = "pos_embed")]
    private readonly EmbeddingTable positionEmbedding; // [side², hidden]

    [ComponentName(Name = "blocks")]
    private readonly ModuleList<VisionBlock> blocks;

    [ComponentName(Name = "merger")]
    private readonly PatchMerger merger;

    [ComponentName(Name = "deepstack_merger_list")]
    private readonly ModuleList<PatchMerger> deepstackMergers;

    private readonly VisionConfig config;
    private readonly ComputePolicy policy;
    private readonly VisionRotary rotary;

    public Qwen3VisionTower(VisionConfig config, ComputePolicy policy)
        : base(nameof(Qwen3VisionTower))
    {
        (this.config, this.policy) = (config, policy);
        rotary = new VisionRotary(config.HeadDim, policy.Device);
        patchEmbedding = new PatchEmbedding(config, true, policy);
        positionEmbedding = new EmbeddingTable(config.PositionEmbeddings, config.HiddenSize, null, policy);
        blocks = new ModuleList<VisionBlock>([
            .. Enumerable.Range(0, config.Depth).Select(_ => VisionBlock.Qwen3(config, policy)),
        ]);
        merger = new PatchMerger(config, false, policy);
        deepstackMergers = new ModuleList<PatchMerger>([
            .. config.DeepstackLayers.Select(_ => new PatchMerger(config, true, policy)),
        ]);
        RegisterComponents();
    }

    public override VisualFeatures Encode(Tensor pixelValues, IReadOnlyList<(int Time, int Height, int Width)> grids)
    {
        VisionGrid.Check(grids, pixelValues.shape[0], config.MergeSize);
        using var scope = NewDisposeScope();
        var turns = rotary.At(VisionGrid.Places(grids, config.MergeSize));
        int[] frames = VisionGrid.Frames(grids);
        var x = patchEmbedding.call(pixelValues).Plus(Positions(grids)); // [patches, hidden]
        var deepstack = new Tensor[config.DeepstackLayers.Length];
        for (int layer = 0; layer < config.Depth; layer++)
        {
            x = blocks[layer].Forward(x, turns, frames); // [patches, hidden]
            if (Array.IndexOf(config.DeepstackLayers, layer) is >= 0 and var level)
            {
                deepstack[level] = deepstackMergers[level].call(x); // [tokens, text hidden]
            }
        }

        var merged = merger.call(x); // [tokens, text hidden]
        return new VisualFeatures(
            merged.MoveToOuterDisposeScope(),
            [.. deepstack.Select(level => level.MoveToOuterDisposeScope())]
        );
    }

    // The table is a side x side map; a patch takes the bilinear mean of its four neighbours there.
    private Tensor Positions(IReadOnlyList<(int Time, int Height, int Width)> grids)
    {
        int side = (int)Math.Sqrt(config.PositionEmbeddings);
        List<long> corners = [];
        List<float> shares = [];
        foreach (var grid in grids)
        {
            float[] rows = Spread(side, grid.Height);
            float[] columns = Spread(side, grid.Width);
            foreach (var (row, column) in VisionGrid.Places([grid], config.MergeSize))
            {
                var (y, x) = (rows[row], columns[column]);
                var (top, left) = ((int)y, (int)x);
                var (bottom, right) = (Math.Min(top + 1, side - 1), Math.Min(left + 1, side - 1));
                var (dy, dx) = (y - top, x - left);
                corners.AddRange([top * side + left, top * side + right, bottom * side + left, bottom * side + right]);
                shares.AddRange([(1 - dy) * (1 - dx), (1 - dy) * dx, dy * (1 - dx), dy * dx]);
            }
        }

        var found = positionEmbedding.call(tensor(corners.ToArray(), device: policy.Device)).view(-1, 4, config.HiddenSize); // [patches, 4, hidden]
        var weights = tensor(shares.ToArray(), [shares.Count / 4, 4, 1], device: policy.Device).to_type(policy.Dtype); // [patches, 4, 1]
        return (found * weights).sum(1); // [patches, hidden]
    }

    // torch.linspace(0, side - 1, count) in fp32: counted from both ends.
    private static float[] Spread(int side, int count)
    {
        float last = side - 1;
        float step = count > 1 ? last / (count - 1) : 0;
        return
        [
            .. Enumerable.Range(0, count).Select(i => i < count / 2 || count == 1 ? step * i : last - step * (count - 1 - i)),
        ];
    }
}
