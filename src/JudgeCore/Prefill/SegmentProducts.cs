// Attention of long segments in bf16: libtorch's batched products, which use the processor's bf16 instructions, and a softmax over the scores'
// memory between them. As many heads and queries at once as their scores stay in the cache; each head's numbers are the same in any company.
using JudgeCore.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Prefill;

/// <summary>softmax(q kᵀ) v within segments, where the products are large enough to be worth two calls.</summary>
/// <param name="qkv">[patches, 3 * heads * headDim], as projected, bf16.</param>
/// <param name="cos">[patches, headDim]; both halves of a head turn alike.</param>
/// <param name="sin">The same.</param>
/// <param name="heads">Of each of the three.</param>
/// <param name="headDim">Numbers a head.</param>
/// <param name="mixed">[patches, heads * headDim], to be filled.</param>
/// <param name="crew">Shares the loops.</param>
internal sealed unsafe class SegmentProducts(
    ushort* qkv,
    float* cos,
    float* sin,
    int heads,
    int headDim,
    ushort* mixed,
    WorkCrew crew
)
{
    /// <summary>Patches from which a segment is long.</summary>
    public const int Long = 128;

    private const long ScoreNumbers = 1 << 21; // 4 MB
    private const int PieceRows = 64;

    private readonly int width = heads * headDim;

    /// <summary>Segments of one length that lie side by side.</summary>
    /// <param name="first">First patch of the first one.</param>
    /// <param name="length">Patches of each.</param>
    /// <param name="count">Segments.</param>
    public void Mix(long first, int length, int count)
    {
        long scores = (long)heads * length * length;
        int together = (int)Math.Clamp(ScoreNumbers / scores, 1, count);
        for (int segment = 0; segment < count; segment += together)
        {
            Attend(first + (long)segment * length, length, Math.Min(together, count - segment));
        }
    }

    private void Attend(long first, int length, int count)
    {
        using var scope = NewDisposeScope();
        int batch = count * heads;
        var q = empty([batch, length, headDim], ScalarType.BFloat16, CPU); // [batch, length, headDim]
        var k = empty_like(q);
        var v = empty_like(q);
        Split(first, length, batch, Memory(q), Memory(k), Memory(v));
        var turned = k.transpose(1, 2); // [batch, headDim, length]
        int queries = (int)Math.Clamp(ScoreNumbers / ((long)batch * length), Math.Min(PieceRows, length), length);
        for (int from = 0; from < length; from += queries)
        {
            int rows = Math.Min(queries, length - from);
            using var part = q.narrow(1, from, rows); // [batch, rows, headDim]
            using var scores = part.bmm(turned); // [batch, rows, length]
            using var totals = empty([batch, rows], ScalarType.Float32, CPU);
            Exponentials(Memory(scores), (float*)WeightMatrix.Pointer(totals), (long)batch * rows, length);
            using var found = scores.bmm(v); // [batch, rows, headDim]
            Gather(Memory(found), (float*)WeightMatrix.Pointer(totals), first + from, length, batch, rows);
        }
    }

    // Heads side by side in a row become rows of their own; queries and keys are turned, queries scaled.
    private void Split(long first, int length, int batch, ushort* q, ushort* k, ushort* v)
    {
        float scale = 1 / MathF.Sqrt(headDim);
        ForRows(
            (long)batch / heads * length,
            at =>
            {
                ushort* from = qkv + (first + at) * 3 * width;
                float* c = cos + (first + at) * headDim;
                float* s = sin + (first + at) * headDim;
                long to = Row(at, length) * headDim;
                for (int head = 0; head < heads; head++, from += headDim, to += (long)length * headDim)
                {
                    Lanes.Rotate<ushort, Bf16Lane>(from, c, s, scale, headDim / 2, q + to);
                    Lanes.Rotate<ushort, Bf16Lane>(from + width, c, s, 1, headDim / 2, k + to);
                    new Span<ushort>(from + 2 * width, headDim).CopyTo(new Span<ushort>(v + to, headDim));
                }
            }
        );
    }

    private void Exponentials(ushort* scores, float* totals, long rows, int length) =>
        ForRows(rows, row => totals[row] = Lanes.ExpFromLargest<ushort, Bf16Lane>(scores + row * length, length));

    // Back to heads side by side, divided by their rows' totals.
    private void Gather(ushort* found, float* totals, long first, int length, int batch, int rows) =>
        ForRows(
            (long)batch / heads * rows,
            at =>
            {
                ushort* to = mixed + (first + at / rows * length + at % rows) * width;
                long row = Row(at, rows);
                for (int head = 0; head < heads; head++, to += headDim, row += rows)
                {
                    Lanes.Scaled<ushort, Bf16Lane>(found + row * headDim, 1 / totals[row], to, headDim);
                }
            }
        );

    // Of [segments * heads, rows]: where the first head's numbers are about the at-th of the rows of all segments; the next head's are as many rows further.
    private long Row(long at, int rows) => at / rows * heads * rows + at % rows;

    private void ForRows(long rows, Action<long> work)
    {
        int pieces = (int)Math.Clamp(rows / PieceRows, 1, 16L * crew.Threads);
        crew.Run(
            pieces,
            piece =>
            {
                for (long row = rows * piece / pieces; row < rows * (piece + 1) / pieces; row++)
                {
                    work(row);
                }
            }
        );
    }

    private static ushort* Memory(Tensor tensor) => (ushort*)WeightMatrix.Pointer(tensor);
}
