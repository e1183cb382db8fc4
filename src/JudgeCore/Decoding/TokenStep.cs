// One token for each of several sequences through the text stack, straight over the model's memory. A single token is bound by reading the
// weights; operator by operator through libtorch, calls and small tensors cost as much again. Weights and cache keep their number type, what
// flows between them is fp32 (in bf16 models a little more exact than operator by operator, where every result is rounded).
using JudgeCore.Adapters;
using JudgeCore.Engine;
using JudgeCore.Kernels;
using JudgeCore.Models;
using static TorchSharp.torch;

namespace JudgeCore.Decoding;

/// <summary>The decoding step. Dense models on a processor with 512-bit registers; others go through the model's own forward pass.</summary>
internal sealed unsafe class TokenStep : IDisposable
{
    private const int PieceProducts = 1 << 16; // multiplications that are worth another thread

    private readonly JudgeModel model;
    private readonly TextConfig text;
    private readonly KeyValueCache cache;
    private readonly MropeTable rotary;
    private readonly Projection[] projections;
    private readonly LowRankTerm?[] terms; // beside the projections when their weights were read
    private readonly HeadAttention attention;
    private readonly DecodeBuffers buffers;
    private readonly WorkCrew crew;
    private readonly Action<int> projectPiece;
    private readonly Action<int> attendPiece;
    private readonly Action<int> outputPiece;
    private readonly Action<int> expandPiece;
    private readonly Action<int> shrinkPiece;
    private readonly Action<int> headPiece;
    private TextWeights weights;
    private DecodeRow[] rows;
    private int batch;
    private int layer;
    private int pieces;

    private TokenStep(JudgeModel model, TextWeights weights, KeyValueCache cache, WorkCrew crew)
    {
        (this.model, this.weights, this.cache, text) = (model, weights, cache, model.Config.Text);
        rotary = new MropeTable(text, model.Policy);
        projections = [.. model.modules().OfType<Projection>()];
        terms = new LowRankTerm?[projections.Length];
        RememberTerms();
        nint[] keys = [.. cache.KeyRows.Select(block => (nint)WeightMatrix.Pointer(block))];
        nint[] values = [.. cache.ValueRows.Select(block => (nint)WeightMatrix.Pointer(block))];
        var (heads, kvHeads, headDim, eps) = (text.Heads, text.KvHeads, text.HeadDim, (float)text.NormEps);
        attention =
            model.Policy.Dtype == ScalarType.BFloat16
                ? new HeadAttention.Over<ushort, Bf16Lane>(keys, values, heads, kvHeads, headDim, eps)
                : new HeadAttention.Over<float, Fp32Lane>(keys, values, heads, kvHeads, headDim, eps);
        buffers = new DecodeBuffers(text, cache.Slots, cache.Length);
        this.crew = crew;
        rows = new DecodeRow[cache.Slots];
        (projectPiece, attendPiece, outputPiece) = (Project, Attend, Output);
        (expandPiece, shrinkPiece, headPiece) = (Expand, Shrink, Head);
    }

    /// <summary>Null where the model or the processor is not one for it.</summary>
    public static TokenStep? TryCreate(JudgeModel model, KeyValueCache cache, WorkCrew crew) =>
        TextWeights.TryRead(model) is { } weights ? new TokenStep(model, weights, cache, crew) : null;

    /// <summary>Reads again what it holds copies of.</summary>
    public void WeightsChanged()
    {
        weights = TextWeights.TryRead(model) ?? weights;
        RememberTerms();
    }

    /// <summary>Runs one token of each sequence and adds its keys and values to the cache.</summary>
    /// <param name="step">At most as many rows as the cache has slots, each of another slot.</param>
    /// <param name="logProbs">Written: for each row one [vocab] of log-probabilities of the next token.</param>
    public void Run(ReadOnlySpan<DecodeRow> step, float[][][] logProbs)
    {
        if (TermsChanged())
        {
            WeightsChanged();
        }

        batch = step.Length;
        step.CopyTo(rows);
        int hidden = text.HiddenSize;
        for (int b = 0; b < batch; b++)
        {
            weights.Embedding.Row(rows[b].Token, buffers.Stream + b * hidden);
            rotary.At(
                rows[b].Time,
                rows[b].Height,
                rows[b].Width,
                buffers.Cos + b * text.HeadDim / 2,
                buffers.Sin + b * text.HeadDim / 2
            );
        }

        for (layer = 0; layer < text.Layers; layer++)
        {
            var mine = weights.Layers[layer];
            Norm(mine.InputNorm);
            mine.Query.Prepare(buffers.Normed, batch);
            mine.Key.Prepare(buffers.Normed, batch);
            mine.Value.Prepare(buffers.Normed, batch);
            Spread(projectPiece, mine.Query.Rows + 2 * mine.Key.Rows, hidden);
            pieces = batch * text.KvHeads;
            crew.Run(pieces, attendPiece);
            mine.Output.Prepare(buffers.Mixed, batch);
            Spread(outputPiece, hidden, mine.Output.Columns);
            AddToStream();
            Norm(mine.PostAttentionNorm);
            mine.Gate.Prepare(buffers.Normed, batch);
            mine.Up.Prepare(buffers.Normed, batch);
            Spread(expandPiece, mine.Gate.Rows, 2 * hidden);
            mine.Down.Prepare(buffers.Gate, batch);
            Spread(shrinkPiece, hidden, mine.Down.Columns);
            AddToStream();
        }

        Norm(weights.Norm);
        weights.Head.Prepare(buffers.Normed, batch);
        Spread(headPiece, text.VocabSize, hidden);
        for (int b = 0; b < batch; b++)
        {
            Lanes.LogSoftmax(buffers.Logits + (long)b * text.VocabSize, logProbs[b][0]);
        }
    }

    public void Dispose() => buffers.Dispose();

    private void RememberTerms()
    {
        for (int i = 0; i < terms.Length; i++)
        {
            terms[i] = projections[i].Term;
        }
    }

    // An adapter is attached, switched or merged without notice.
    private bool TermsChanged()
    {
        for (int i = 0; i < terms.Length; i++)
        {
            if (terms[i] != projections[i].Term)
            {
                return true;
            }
        }

        return false;
    }

    private void Norm(float[] weight)
    {
        fixed (float* w = weight)
        {
            for (int b = 0; b < batch; b++)
            {
                long at = (long)b * text.HiddenSize;
                Lanes.RmsNorm<float, Fp32Lane>(buffers.Stream + at, w, buffers.Normed + at, text.HiddenSize, (float)text.NormEps);
            }
        }
    }

    private void AddToStream() => Lanes.AddScaled<float, Fp32Lane>(buffers.Stream, buffers.Added, 1, batch * text.HiddenSize);

    // Several pieces a thread, so that one which is held up leaves its share to the others.
    private void Spread(Action<int> piece, int rowCount, int columns)
    {
        long products = (long)rowCount * columns * batch;
        pieces = (int)Math.Clamp(products / PieceProducts, 1, Math.Min(8 * crew.Threads, rowCount));
        crew.Run(pieces, piece);
    }

    // Pieces begin at multiples of four rows, which the products take together.
    private (int From, int To) Share(int piece, int count)
    {
        return (At(piece), At(piece + 1));

        int At(int i) => i == pieces ? count : (int)((long)count * i / pieces) / 4 * 4;
    }

    // Query, key and value projections as one matrix.
    private void Project(int piece)
    {
        var mine = weights.Layers[layer];
        var (from, to) = Share(piece, mine.Query.Rows + 2 * mine.Key.Rows);
        Part(mine.Query, mine.QueryBias, buffers.Query, 0);
        Part(mine.Key, mine.KeyBias, buffers.Key, mine.Query.Rows);
        Part(mine.Value, mine.ValueBias, buffers.Value, mine.Query.Rows + mine.Key.Rows);

        void Part(WeightMatrix matrix, float[]? bias, float* y, int start)
        {
            int first = Math.Max(from - start, 0);
            int last = Math.Min(to - start, matrix.Rows);
            if (first >= last)
            {
                return;
            }

            matrix.Multiply(buffers.Normed, batch, y, matrix.Rows, first, last);
            for (int b = 0; bias is not null && b < batch; b++)
            {
                for (int i = first; i < last; i++)
                {
                    y[(long)b * matrix.Rows + i] += bias[i];
                }
            }
        }
    }

    private void Attend(int piece)
    {
        var (b, head) = (piece / text.KvHeads, piece % text.KvHeads);
        long slotRow = (long)rows[b].Slot * cache.Length;
        attention.Attend(buffers, weights.Layers[layer], layer, b, head, slotRow, rows[b].Cached, cache.Length);
    }

    private void Output(int piece)
    {
        var (from, to) = Share(piece, text.HiddenSize);
        weights.Layers[layer].Output.Multiply(buffers.Mixed, batch, buffers.Added, text.HiddenSize, from, to);
    }

    private void Expand(int piece)
    {
        var mine = weights.Layers[layer];
        var (from, to) = Share(piece, mine.Gate.Rows);
        mine.Gate.Multiply(buffers.Normed, batch, buffers.Gate, mine.Gate.Rows, from, to);
        mine.Up.Multiply(buffers.Normed, batch, buffers.Up, mine.Gate.Rows, from, to);
        for (int b = 0; b < batch; b++)
        {
            long at = (long)b * mine.Gate.Rows + from;
            Lanes.SiluTimes(buffers.Gate + at, buffers.Up + at, to - from);
        }
    }

    private void Shrink(int piece)
    {
        var (from, to) = Share(piece, text.HiddenSize);
        weights.Layers[layer].Down.Multiply(buffers.Gate, batch, buffers.Added, text.HiddenSize, from, to);
    }

    private void Head(int piece)
    {
        var (from, to) = Share(piece, text.VocabSize);
        weights.Head.Multiply(buffers.Normed, batch, buffers.Logits, text.VocabSize, from, to);
    }
}
