using JudgeCore.Prefill;
using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JudgeCore.Models;

/// <summary>Self-attention of the vision tower within segments (pictures or windows): patches of different segments do not see each other.</summary>
internal sealed class VisionAttention : Module
{
    [ComponentName(Name = "qkv")]
    private readonly Module<Tensor, Tensor> qkv;

    [ComponentName(Name = "proj")]
    private readonly Module<Tensor, Tensor> projection;

    private readonly int heads;

    public VisionAttention(VisionConfig config, ComputePolicy policy)
        : base(nameof(VisionAttention))
    {
        heads = config.Heads;
        qkv = new Projection(config.HiddenSize, 3 * config.HiddenSize, true, policy);
        projection = new Projection(config.HiddenSize, config.HiddenSize, true, policy);
        RegisterComponents();
    }

    /// <param name="x">[patches, hidden]</param>
    /// <param name="rotary">Cosines and sines, each [patches, 1, headDim], fp32.</param>
    /// <param name="segments">Lengths that add up to patches.</param>
    public Tensor Forward(Tensor x, (Tensor Cos, Tensor Sin) rotary, IReadOnlyList<int> segments)
    {
        using var scope = NewDisposeScope();
        var projected = qkv.call(x); // [patches, 3 * heads * headDim]
        if (OwnLoops.Fit(projected))
        {
            return projection.call(SegmentAttention.Mix(projected, rotary, segments, heads)).MoveToOuterDisposeScope(); // [patches, hidden]
        }

        var parts = projected.view(x.shape[0], 3, heads, -1).unbind(1); // 3 x [patches, heads, headDim]
        var q = Rotate(parts[0], rotary); // [patches, heads, headDim]
        var k = Rotate(parts[1], rotary);
        var mixed = segments.All(length => length == segments[0])
            ? Attend(q, k, parts[2], segments.Count, segments[0])
            : Unequal(q, k, parts[2], segments); // [patches, heads * headDim]
        return projection.call(mixed).MoveToOuterDisposeScope(); // [patches, hidden]
    }

    private static Tensor Rotate(Tensor x, (Tensor Cos, Tensor Sin) rotary) =>
        MropeTable.Rotate(x.to_type(ScalarType.Float32), rotary.Cos, rotary.Sin).to_type(x.dtype);

    private static Tensor Unequal(Tensor q, Tensor k, Tensor v, IReadOnlyList<int> segments)
    {
        List<Tensor> mixed = [];
        long at = 0;
        foreach (int length in segments)
        {
            mixed.Add(Attend(q.narrow(0, at, length), k.narrow(0, at, length), v.narrow(0, at, length), 1, length));
            at += length;
        }

        return cat([.. mixed]); // [patches, heads * headDim]
    }

    private static Tensor Attend(Tensor q, Tensor k, Tensor v, int count, int length)
    {
        var mixed = FusedAttention.Mix(Split(q), Split(k), Split(v), null, false); // [segments, heads, length, headDim]
        return mixed.transpose(1, 2).reshape((long)count * length, -1); // [patches, heads * headDim]

        Tensor Split(Tensor x) => x.reshape(count, length, x.shape[1], x.shape[2]).transpose(1, 2); // [segments, heads, length, headDim]
    }
}
