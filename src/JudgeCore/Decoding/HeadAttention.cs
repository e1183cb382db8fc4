// Attention of one token: few queries, many keys that lie in the cache in its own number type.
using JudgeCore.Kernels;

namespace JudgeCore.Decoding;

/// <summary>Norm, rotation, cache write and mixing for one key head and its group of query heads.</summary>
/// <param name="heads">Query heads.</param>
/// <param name="kvHeads">Key heads.</param>
/// <param name="headDim">Numbers in a head.</param>
/// <param name="eps">Of the per-head norms.</param>
internal abstract unsafe class HeadAttention(int heads, int kvHeads, int headDim, float eps)
{
    private readonly int groups = heads / kvHeads;

    /// <param name="buffers">Query, Key, Value of this row in; Mixed out.</param>
    /// <param name="weights">For the per-head norms.</param>
    /// <param name="layer">Whose keys and values.</param>
    /// <param name="b">Row of the batch.</param>
    /// <param name="head">Key head.</param>
    /// <param name="slotRow">Cache row of the slot's first token.</param>
    /// <param name="cached">Tokens in the slot before this one.</param>
    /// <param name="length">Most tokens of a slot.</param>
    public void Attend(
        DecodeBuffers buffers,
        LayerWeights weights,
        int layer,
        int b,
        int head,
        long slotRow,
        int cached,
        int length
    )
    {
        float* cos = buffers.Cos + b * headDim / 2;
        float* sin = buffers.Sin + b * headDim / 2;
        float* key = buffers.Key + ((long)b * kvHeads + head) * headDim;
        float* value = buffers.Value + ((long)b * kvHeads + head) * headDim;
        Turn(key, weights.KeyNorm, cos, sin);
        Keep(layer, (slotRow + cached) * kvHeads + head, key, value);
        float scale = 1 / MathF.Sqrt(headDim);
        for (int g = 0; g < groups; g++)
        {
            long at = (long)b * heads + head * groups + g;
            float* query = buffers.Query + at * headDim;
            Turn(query, weights.QueryNorm, cos, sin);
            Mix(layer, slotRow, head, cached + 1, query, scale, buffers.Scores + at * length, buffers.Mixed + at * headDim);
        }
    }

    /// <summary>Writes a key and a value to cache row <paramref name="row"/>, counted in heads.</summary>
    protected abstract void Keep(int layer, long row, float* key, float* value);

    protected abstract void Mix(
        int layer,
        long slotRow,
        int head,
        int keys,
        float* query,
        float scale,
        float* scores,
        float* mixed
    );

    private void Turn(float* x, float[]? norm, float* cos, float* sin)
    {
        if (norm is not null)
        {
            fixed (float* weight = norm)
            {
                Lanes.RmsNorm<float, Fp32Lane>(x, weight, x, headDim, eps);
            }
        }

        int half = headDim / 2;
        for (int i = 0; i < half; i++)
        {
            var (low, high) = (x[i], x[i + half]);
            x[i] = low * cos[i] - high * sin[i];
            x[i + half] = high * cos[i] + low * sin[i];
        }
    }

    /// <summary>Over a cache of one number type.</summary>
    internal sealed class Over<T, TLane>(nint[] keys, nint[] values, int heads, int kvHeads, int headDim, float eps)
        : HeadAttention(heads, kvHeads, headDim, eps)
        where T : unmanaged
        where TLane : IWeightLane<T>
    {
        private readonly int kvHeads = kvHeads;
        private readonly int headDim = headDim;

        protected override void Keep(int layer, long row, float* key, float* value)
        {
            T* k = (T*)keys[layer] + row * headDim;
            T* v = (T*)values[layer] + row * headDim;
            for (int i = 0; i < headDim; i++)
            {
                k[i] = TLane.Narrow(key[i]);
                v[i] = TLane.Narrow(value[i]);
            }
        }

        protected override void Mix(
            int layer,
            long slotRow,
            int head,
            int count,
            float* query,
            float scale,
            float* scores,
            float* mixed
        )
        {
            long stride = (long)kvHeads * headDim;
            T* k = (T*)keys[layer] + slotRow * stride + head * headDim;
            for (int j = 0; j < count; j++)
            {
                scores[j] = Lanes.Dot<T, TLane>(query, k + j * stride, headDim) * scale;
            }

            float total = Lanes.ExpFromLargest(scores, count);
            new Span<float>(mixed, headDim).Clear();
            T* v = (T*)values[layer] + slotRow * stride + head * headDim;
            for (int j = 0; j < count; j++)
            {
                Lanes.AddScaled<T, TLane>(mixed, v + j * stride, scores[j] / total, headDim);
            }
        }
    }
}
