using JudgeCore.Engine;
using JudgeCore.Kernels;
using JudgeCore.Models;
using static TorchSharp.torch;

namespace JudgeCore.Prefill;

/// <summary>Attention of packed prompts over the cache: norms, rotation, writing keys and values, mixing.</summary>
internal sealed unsafe class PromptAttention<T, TLane> : IDisposable
    where T : unmanaged
    where TLane : IWeightLane<T>
{
    private readonly TextConfig text;
    private readonly KeyValueCache cache;
    private readonly WorkCrew crew;
    private readonly int groups;
    private readonly float scale;
    private readonly AttentionBlock.Pool blocks = new();
    private readonly FloatBlock cosBlock = new(); // [rows, headDim / 2]
    private readonly FloatBlock sinBlock = new(); // [rows, headDim / 2]
    private PromptRow[] rows = [];
    private PromptSpan[] spans = [];

    public PromptAttention(TextConfig text, KeyValueCache cache, WorkCrew crew)
    {
        (this.text, this.cache, this.crew) = (text, cache, crew);
        groups = text.Heads / text.KvHeads;
        scale = 1 / MathF.Sqrt(text.HeadDim);
    }

    /// <summary>Takes the tokens of the next pass.</summary>
    public void Begin(PromptRow[] rows, PromptSpan[] spans, MropeTable rotary)
    {
        (this.rows, this.spans) = (rows, spans);
        int half = text.HeadDim / 2;
        float* cos = cosBlock.Ensure((long)rows.Length * half);
        float* sin = sinBlock.Ensure((long)rows.Length * half);
        for (int i = 0; i < rows.Length; i++)
        {
            rotary.At(rows[i].Time, rows[i].Height, rows[i].Width, cos + (long)i * half, sin + (long)i * half);
        }
    }

    /// <param name="layer">Whose cache.</param>
    /// <param name="weights">For the per-head norms.</param>
    /// <param name="q">[rows, heads * headDim], as projected.</param>
    /// <param name="k">[rows, kvHeads * headDim], as projected.</param>
    /// <param name="v">The same.</param>
    /// <returns>[rows, heads * headDim]</returns>
    public Tensor Mix(int layer, LayerWeights weights, Tensor q, Tensor k, Tensor v)
    {
        T* keys = (T*)WeightMatrix.Pointer(cache.KeyRows[layer]);
        T* values = (T*)WeightMatrix.Pointer(cache.ValueRows[layer]);
        T* queryRows = (T*)WeightMatrix.Pointer(q);
        T* keyRows = (T*)WeightMatrix.Pointer(k);
        T* valueRows = (T*)WeightMatrix.Pointer(v);
        var mixed = empty_like(q); // [rows, heads * headDim]
        T* mixedRows = (T*)WeightMatrix.Pointer(mixed);
        int pieces = Math.Min(rows.Length, 8 * crew.Threads);
        crew.Run(
            pieces,
            piece =>
            {
                for (int row = rows.Length * piece / pieces; row < rows.Length * (piece + 1) / pieces; row++)
                {
                    Keep(weights, row, keyRows, valueRows, keys, values);
                }
            }
        );
        crew.Run(
            spans.Length * text.KvHeads,
            piece => Attend(weights, spans[piece / text.KvHeads], piece % text.KvHeads, queryRows, keys, values, mixedRows)
        );
        return mixed;
    }

    public void Dispose()
    {
        blocks.Dispose();
        cosBlock.Dispose();
        sinBlock.Dispose();
    }

    private void Keep(LayerWeights weights, int row, T* keyRows, T* valueRows, T* keys, T* values)
    {
        int headDim = text.HeadDim;
        long width = (long)text.KvHeads * headDim;
        float* key = stackalloc float[headDim];
        T* to = keys + rows[row].CacheRow * width;
        for (int head = 0; head < text.KvHeads; head++)
        {
            Turned(keyRows + row * width + head * headDim, weights.KeyNorm, row, 1, key);
            Lanes.Narrow<T, TLane>(key, to + head * headDim, headDim);
        }

        new Span<T>(valueRows + row * width, (int)width).CopyTo(new Span<T>(values + rows[row].CacheRow * width, (int)width));
    }

    // A key head with its group of query heads: keys and values are widened once for all of their queries.
    private void Attend(LayerWeights weights, PromptSpan span, int head, T* queryRows, T* keys, T* values, T* mixedRows)
    {
        int headDim = text.HeadDim;
        long keyWidth = (long)text.KvHeads * headDim;
        long first = (long)span.Slot * cache.Length * keyWidth + (long)head * headDim;
        var block = blocks.Take();
        block.Load<T, TLane>(keys + first, values + first, keyWidth, span.Cached + span.Queries, headDim);
        int total = span.Queries * groups;
        Span<int> visible = stackalloc int[BlockProducts.Rows];
        for (int at = 0; at < total; at += BlockProducts.Rows)
        {
            int count = Math.Min(BlockProducts.Rows, total - at);
            visible.Clear();
            for (int r = 0; r < count; r++)
            {
                Turned(queryRows + Place(at + r), weights.QueryNorm, Row(at + r), scale, block.Queries + r * block.Depth);
                visible[r] = span.Cached + (at + r) / groups + 1;
            }

            int start = at;
            bool labels = (at + count - 1) / groups >= span.Count;
            block.Mix(visible, labels ? (r, key) => Hidden(span, (start + r) / groups, key) : null, span.Cached + span.Count);
            for (int r = 0; r < count; r++)
            {
                Lanes.Narrow<T, TLane>(block.Mixed + r * block.Depth, mixedRows + Place(at + r), headDim);
            }
        }

        blocks.Return(block);

        int Row(int query) => span.First + query / groups;
        long Place(int query) => ((long)Row(query) * text.Heads + head * groups + query % groups) * headDim;
    }

    // A label token sees the prompt, its ancestors in the tree and itself.
    private static bool Hidden(PromptSpan span, int query, int key)
    {
        var (node, seen) = (query - span.Count, key - span.Cached - span.Count);
        return seen >= 0 && seen != node && !span.Tree!.IsAncestor(seen, node);
    }

    private void Turned(T* from, float[]? norm, int row, float factor, float* to)
    {
        int half = text.HeadDim / 2;
        Lanes.Widen<T, TLane>(from, to, text.HeadDim);
        if (norm is not null)
        {
            fixed (float* weight = norm)
            {
                Lanes.RmsNorm<float, Fp32Lane>(to, weight, to, text.HeadDim, (float)text.NormEps);
            }
        }

        Lanes.Rotate<float, Fp32Lane>(to, cosBlock.Start + (long)row * half, sinBlock.Start + (long)row * half, factor, half, to);
    }
}
