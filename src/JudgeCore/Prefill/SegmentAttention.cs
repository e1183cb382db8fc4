using JudgeCore.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Prefill;

/// <summary>Attention within segments of patches, every patch looking at all of its segment: the vision tower's, where no gradient is wanted.</summary>
internal static unsafe class SegmentAttention
{
    /// <param name="qkv">[patches, 3 * heads * headDim], as projected.</param>
    /// <param name="rotary">Cosines and sines, each [patches, 1, headDim], fp32; both halves of a head turn alike.</param>
    /// <param name="segments">Lengths that add up to patches.</param>
    /// <param name="heads">Of each of the three.</param>
    /// <returns>[patches, heads * headDim]</returns>
    public static Tensor Mix(Tensor qkv, (Tensor Cos, Tensor Sin) rotary, IReadOnlyList<int> segments, int heads) =>
        qkv.dtype == ScalarType.BFloat16
            ? Mix<ushort, Bf16Lane>(qkv, rotary, segments, heads)
            : Mix<float, Fp32Lane>(qkv, rotary, segments, heads);

    private static Tensor Mix<T, TLane>(Tensor qkv, (Tensor Cos, Tensor Sin) rotary, IReadOnlyList<int> segments, int heads)
        where T : unmanaged
        where TLane : IWeightLane<T>
    {
        int width = (int)qkv.shape[1] / 3;
        int headDim = width / heads;
        var mixed = empty([qkv.shape[0], width], qkv.dtype, CPU); // [patches, heads * headDim]
        using var cos = rotary.Cos.contiguous();
        using var sin = rotary.Sin.contiguous();
        T* from = (T*)WeightMatrix.Pointer(qkv);
        T* to = (T*)WeightMatrix.Pointer(mixed);
        float* c = (float*)WeightMatrix.Pointer(cos);
        float* s = (float*)WeightMatrix.Pointer(sin);
        var starts = new int[segments.Count];
        for (int i = 1; i < segments.Count; i++)
        {
            starts[i] = starts[i - 1] + segments[i - 1];
        }

        using var crew = WorkCrew.Create(get_num_threads());
        if (typeof(T) == typeof(ushort))
        {
            var products = new SegmentProducts((ushort*)from, c, s, heads, headDim, (ushort*)to, crew);
            foreach (var (length, first, count) in LongRuns(segments, starts))
            {
                products.Mix(first, length, count);
            }
        }

        int[] others = [.. Enumerable.Range(0, segments.Count).Where(i => typeof(T) != typeof(ushort) || !Long(segments[i]))];
        using var blocks = new AttentionBlock.Pool();
        crew.Run(
            others.Length * heads,
            piece =>
            {
                var block = blocks.Take();
                var (first, count, head) = (starts[others[piece / heads]], segments[others[piece / heads]], piece % heads);
                Attend<T, TLane>(block, from, to, c, s, first, count, head, heads, headDim);
                blocks.Return(block);
            }
        );
        return mixed;
    }

    private static bool Long(int length) => length >= SegmentProducts.Long;

    // Neighbours of one length, long ones only.
    private static IEnumerable<(int Length, int First, int Count)> LongRuns(IReadOnlyList<int> segments, int[] starts)
    {
        for (int i = 0, next; i < segments.Count; i = next)
        {
            next = i + 1;
            while (next < segments.Count && segments[next] == segments[i])
            {
                next++;
            }

            if (Long(segments[i]))
            {
                yield return (segments[i], starts[i], next - i);
            }
        }
    }

    private static void Attend<T, TLane>(
        AttentionBlock block,
        T* from,
        T* to,
        float* cos,
        float* sin,
        int first,
        int count,
        int head,
        int heads,
        int headDim
    )
        where T : unmanaged
        where TLane : IWeightLane<T>
    {
        int width = heads * headDim;
        block.Reserve(count, headDim);
        for (int j = 0; j < count; j++)
        {
            T* row = from + (long)(first + j) * 3 * width + head * headDim;
            Turned(row + width, first + j, 1, block.Key);
            block.KeepKey(j);
            block.KeepValue<T, TLane>(j, row + 2 * width);
        }

        float scale = 1 / MathF.Sqrt(headDim);
        Span<int> visible = stackalloc int[BlockProducts.Rows];
        for (int at = 0; at < count; at += BlockProducts.Rows)
        {
            int queries = Math.Min(BlockProducts.Rows, count - at);
            visible.Clear();
            for (int r = 0; r < queries; r++)
            {
                Turned(
                    from + (long)(first + at + r) * 3 * width + head * headDim,
                    first + at + r,
                    scale,
                    block.Queries + r * block.Depth
                );
                visible[r] = count;
            }

            block.Mix(visible);
            for (int r = 0; r < queries; r++)
            {
                long place = (long)(first + at + r) * width + head * headDim;
                Lanes.Narrow<T, TLane>(block.Mixed + r * block.Depth, to + place, headDim);
            }
        }

        void Turned(T* numbers, int patch, float factor, float* turned)
        {
            Lanes.Widen<T, TLane>(numbers, turned, headDim);
            Lanes.Rotate<float, Fp32Lane>(
                turned,
                cos + (long)patch * headDim,
                sin + (long)patch * headDim,
                factor,
                headDim / 2,
                turned
            );
        }
    }
}
