// Attention of many queries: keys and values of one head are widened once and serve all queries of its group, four at a time. The scores of four
// queries fit the cache whatever the context, so that a softmax is one plain pass over them.
using System.Collections.Concurrent;

namespace JudgeCore.Kernels;

/// <summary>One thread's memory of attention: a head's keys, [depth, keys], its values, [keys, depth], and four queries on their way.</summary>
internal sealed unsafe class AttentionBlock : IDisposable
{
    private const float Unseen = -1e30f; // its exponential is 0, and no difference to it overflows

    private readonly FloatBlock keyBlock = new();
    private readonly FloatBlock valueBlock = new();
    private readonly FloatBlock queryBlock = new();
    private readonly FloatBlock scoreBlock = new();
    private readonly FloatBlock mixedBlock = new();
    private int headDim;
    private int depth; // headDim, rounded up to whole vectors: the rest are zeros
    private int stride; // keys, rounded up to whole vectors

    /// <summary>[4, depth]: the queries of <see cref="Mix"/>, scaled.</summary>
    public float* Queries => queryBlock.Start;

    /// <summary>[4, depth]: what <see cref="Mix"/> found.</summary>
    public float* Mixed => mixedBlock.Start;

    /// <summary>Numbers between two rows of <see cref="Queries"/> and <see cref="Mixed"/>.</summary>
    public int Depth => depth;

    /// <summary>[depth]: a key on its way to <see cref="KeepKey"/>.</summary>
    public float* Key => mixedBlock.Start;

    /// <summary>Takes a head's keys and values.</summary>
    /// <param name="keys">[count, headDim], rows <paramref name="rowStride"/> apart.</param>
    /// <param name="values">The same.</param>
    public void Load<T, TLane>(T* keys, T* values, long rowStride, int count, int headDim)
        where T : unmanaged
        where TLane : IWeightLane<T>
    {
        Reserve(count, headDim);
        for (int j = 0; j < count; j++)
        {
            Lanes.Widen<T, TLane>(keys + j * rowStride, Key, headDim);
            KeepKey(j);
            KeepValue<T, TLane>(j, values + j * rowStride);
        }
    }

    /// <summary>Makes room for a head's keys and values.</summary>
    public void Reserve(int count, int headDim)
    {
        this.headDim = headDim;
        depth = Whole(headDim);
        stride = (Whole(count) / Lanes.Width | 1) * Lanes.Width; // an odd number of cache lines: a key's numbers fall into different sets
        queryBlock.Ensure((long)BlockProducts.Rows * depth);
        mixedBlock.Ensure((long)BlockProducts.Rows * depth);
        scoreBlock.Ensure((long)BlockProducts.Rows * stride);
        keyBlock.Ensure((long)depth * stride);
        valueBlock.Ensure((long)stride * depth);
    }

    /// <summary>Takes <see cref="Key"/> as key <paramref name="j"/>.</summary>
    public void KeepKey(int j)
    {
        float* to = keyBlock.Start + j;
        for (int d = 0; d < headDim; d++)
        {
            to[(long)d * stride] = Key[d];
        }
    }

    /// <summary>Takes value <paramref name="j"/>.</summary>
    public void KeepValue<T, TLane>(int j, T* value)
        where T : unmanaged
        where TLane : IWeightLane<T>
    {
        float* to = valueBlock.Start + (long)j * depth;
        Lanes.Widen<T, TLane>(value, to, headDim);
        new Span<float>(to + headDim, depth - headDim).Clear();
    }

    /// <summary>softmax(q kᵀ) v of four queries.</summary>
    /// <param name="visible">[4]: a query looks at so many first keys; 0: there is no such query.</param>
    /// <param name="hidden">Called with a query and a key among them: true where it may not look after all; null: it may look at all.</param>
    public void Mix(ReadOnlySpan<int> visible, Func<int, int, bool>? hidden = null, int hiddenFrom = 0)
    {
        int limit = 0;
        foreach (int count in visible)
        {
            limit = Math.Max(limit, count);
        }

        float* scores = scoreBlock.Start;
        float* mixed = mixedBlock.Start;
        float* totals = stackalloc float[BlockProducts.Rows];
        BlockProducts.Multiply(queryBlock.Start, depth, keyBlock.Start, stride, scores, stride, headDim, Whole(limit));
        for (int r = 0; r < visible.Length; r++)
        {
            float* row = scores + (long)r * stride;
            for (int j = hiddenFrom; hidden is not null && j < visible[r]; j++)
            {
                row[j] = hidden(r, j) ? Unseen : row[j];
            }

            totals[r] = visible[r] == 0 ? 1 : Lanes.ExpFromLargest(row, visible[r]);
            new Span<float>(row + visible[r], limit - visible[r]).Clear();
        }

        BlockProducts.Multiply(scores, stride, valueBlock.Start, depth, mixed, depth, limit, depth);
        for (int r = 0; r < visible.Length; r++)
        {
            Lanes.Scaled<float, Fp32Lane>(mixed + (long)r * depth, 1 / totals[r], mixed + (long)r * depth, depth);
        }
    }

    public void Dispose()
    {
        keyBlock.Dispose();
        valueBlock.Dispose();
        queryBlock.Dispose();
        scoreBlock.Dispose();
        mixedBlock.Dispose();
    }

    private static int Whole(int count) => (count + Lanes.Width - 1) / Lanes.Width * Lanes.Width;

    /// <summary>Blocks that are not in use: as many as threads ever asked at once.</summary>
    internal sealed class Pool : IDisposable
    {
        private readonly ConcurrentStack<AttentionBlock> free = new();

        public AttentionBlock Take() => free.TryPop(out var block) ? block : new AttentionBlock();

        public void Return(AttentionBlock block) => free.Push(block);

        public void Dispose()
        {
            while (free.TryPop(out var block))
            {
                block.Dispose();
            }
        }
    }
}
