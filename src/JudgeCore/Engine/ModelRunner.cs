using System.Runtime.InteropServices;
using JudgeCore.Decoding;
using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Engine;

/// <summary>Turns one planned pass into tensors, runs the model, and returns next-token log-probabilities as plain arrays.</summary>
internal sealed class ModelRunner(JudgeModel model, KeyValueCache cache, ImageFeatures images, Device device, int threads)
    : IDisposable
{
    private readonly TokenStep? tokenStep = TokenStep.TryCreate(model, cache, threads);
    private readonly float[][][] tokenOutputs = // one row of [vocab] a slot, written over at every step
    [.. Enumerable.Range(0, cache.Slots).Select(_ => new[] { new float[model.Config.Text.VocabSize] })];

    /// <summary>Runs one pass. Sequences' <see cref="Sequence.Cached"/> counts are the caller's to advance.</summary>
    /// <returns>For each item that reaches its last token: [vocab] log-probabilities after it, then after each fed label token; null for the others. They hold until the next pass.</returns>
    public IReadOnlyList<float[][]?> Run(IReadOnlyList<StepItem> items)
    {
        if (tokenStep is { Ready: true } && items.All(item => item.Decodes))
        {
            return RunTokens(tokenStep, items);
        }

        using var scope = NewDisposeScope();
        int seq = items.Max(item => item.Queries);
        int keys = items.Max(item => item.Sequence.Cached + item.Queries);
        var visual = Visual(items, seq);
        cache.Begin([.. items.Select(item => item.Sequence.Slot)], CacheRows(items, seq), keys);
        var input = new ModelInput(
            tensor(Ids(items, seq), [items.Count, seq], device: device), // [batch, seq]
            tensor(Positions(items, seq), [3, items.Count, seq], device: device), // [3, batch, seq]
            Mask(items, seq, keys),
            visual
        );
        var hidden = model.Hidden(input, cache); // [batch, seq, hidden]
        var wanted = Outputs(items, seq);
        if (wanted.Length == 0)
        {
            return [.. items.Select(_ => (float[][]?)null)];
        }

        var rows = hidden.view(-1, hidden.shape[^1]).index_select(0, tensor(wanted, device: device)); // [outputs, hidden]
        var logProbs = nn.functional.log_softmax(model.Logits(rows).to_type(ScalarType.Float32), -1).cpu(); // [outputs, vocab]
        return Split(items, logProbs);
    }

    /// <summary>Forgets what was read off the weights.</summary>
    public void WeightsChanged() => tokenStep?.WeightsChanged();

    public void Dispose() => tokenStep?.Dispose();

    private ArraySegment<float[][]?> RunTokens(TokenStep step, IReadOnlyList<StepItem> items)
    {
        Span<DecodeRow> rows = stackalloc DecodeRow[items.Count];
        for (int b = 0; b < items.Count; b++)
        {
            var sequence = items[b].Sequence;
            int at = sequence.Cached;
            rows[b] = new DecodeRow(
                sequence.Token(at),
                sequence.Slot,
                at,
                sequence.Position(0, at),
                sequence.Position(1, at),
                sequence.Position(2, at)
            );
        }

        step.Run(rows, tokenOutputs);
        return new ArraySegment<float[][]?>(tokenOutputs, 0, items.Count);
    }

    private static List<float[][]?> Split(IReadOnlyList<StepItem> items, Tensor logProbs)
    {
        int vocab = (int)logProbs.shape[1];
        var all = MemoryMarshal.Cast<byte, float>(logProbs.bytes);
        List<float[][]?> split = [];
        int row = 0;
        foreach (var item in items)
        {
            var mine = item.Last ? new float[1 + item.Queries - item.Count][] : null;
            for (int i = 0; i < mine?.Length; i++)
            {
                mine[i] = all.Slice(row++ * vocab, vocab).ToArray();
            }

            split.Add(mine);
        }

        return split;
    }

    private static long[] Ids(IReadOnlyList<StepItem> items, int seq)
    {
        var ids = new long[items.Count * seq];
        for (int b = 0; b < items.Count; b++)
        {
            var (sequence, count) = items[b];
            for (int i = 0; i < items[b].Queries; i++)
            {
                ids[b * seq + i] = i < count ? sequence.Token(sequence.Cached + i) : items[b].Tree!.Fed[i - count].Token;
            }
        }

        return ids;
    }

    private static long[] Positions(IReadOnlyList<StepItem> items, int seq)
    {
        var positions = new long[3 * items.Count * seq];
        for (int row = 0; row < 3; row++)
        {
            for (int b = 0; b < items.Count; b++)
            {
                var (sequence, count) = items[b];
                for (int i = 0; i < items[b].Queries; i++)
                {
                    int index = i < count ? sequence.Cached + i : sequence.Cached + count + items[b].Tree!.Fed[i - count].Depth;
                    positions[(row * items.Count + b) * seq + i] = sequence.Position(row, index);
                }
            }
        }

        return positions;
    }

    // true where a query may look: everything cached, its own pass up to itself; a label token sees the prompt and its ancestors.
    private Tensor? Mask(IReadOnlyList<StepItem> items, int seq, int keys)
    {
        if (items.All(item => item.Sequence.Cached == 0 && item.Queries == seq && item.Queries == item.Count))
        {
            return null; // plain causal
        }

        var mask = new bool[items.Count * seq * keys];
        for (int b = 0; b < items.Count; b++)
        {
            var (sequence, count) = items[b];
            for (int i = 0; i < seq; i++)
            {
                var row = mask.AsSpan((b * seq + i) * keys, keys);
                if (i >= items[b].Queries)
                {
                    row[0] = true; // padding needs one visible key, or its softmax is NaN
                    continue;
                }

                row[..(sequence.Cached + Math.Min(i + 1, count))].Fill(true);
                for (int node = 0; node <= i - count; node++)
                {
                    row[sequence.Cached + count + node] = node == i - count || items[b].Tree!.IsAncestor(node, i - count);
                }
            }
        }

        return tensor(mask, [items.Count, 1, seq, keys], device: device); // [batch, 1, seq, keys]
    }

    private Tensor CacheRows(IReadOnlyList<StepItem> items, int seq)
    {
        var rows = new long[items.Count * seq];
        Array.Fill(rows, cache.PaddingRow);
        for (int b = 0; b < items.Count; b++)
        {
            for (int i = 0; i < items[b].Queries; i++)
            {
                rows[b * seq + i] = (long)items[b].Sequence.Slot * cache.Length + items[b].Sequence.Cached + i;
            }
        }

        return tensor(rows, device: device); // [batch * seq]
    }

    private static long[] Outputs(IReadOnlyList<StepItem> items, int seq)
    {
        List<long> rows = [];
        for (int b = 0; b < items.Count; b++)
        {
            for (int i = items[b].Count - 1; items[b].Last && i < items[b].Queries; i++)
            {
                rows.Add(b * seq + i);
            }
        }

        return [.. rows];
    }

    // Image tokens may be split between passes: each pass takes the feature rows of the placeholders that it feeds.
    private VisualInput? Visual(IReadOnlyList<StepItem> items, int seq)
    {
        List<(Images.PreparedImage Image, int From, int Count)> parts = [];
        List<long> index = [];
        for (int b = 0; b < items.Count; b++)
        {
            var (sequence, count) = items[b];
            foreach (var (image, start) in sequence.Prompt.Images)
            {
                int from = Math.Max(start, sequence.Cached);
                int to = Math.Min(start + image.Tokens, sequence.Cached + count);
                if (from < to)
                {
                    parts.Add((image, from - start, to - from));
                    index.AddRange(Enumerable.Range(from - sequence.Cached, to - from).Select(i => (long)b * seq + i));
                }
            }
        }

        return parts.Count == 0 ? null : new VisualInput(images.Gather(parts), tensor(index.ToArray(), device: device));
    }
}
