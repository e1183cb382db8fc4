using System.Runtime.InteropServices;
using JudgeCore.Decoding;
using JudgeCore.Kernels;
using JudgeCore.Models;
using JudgeCore.Prefill;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Engine;

/// <summary>Turns one planned pass into tensors, runs the model, and returns next-token log-probabilities as plain arrays.</summary>
internal sealed class ModelRunner : IDisposable
{
    private readonly JudgeModel model;
    private readonly KeyValueCache cache;
    private readonly ImageFeatures images;
    private readonly Device device;
    private readonly WorkCrew crew;
    private readonly TokenStep? tokenStep;
    private readonly PromptStep? promptStep;
    private readonly float[][][] tokenOutputs; // one row of [vocab] a slot, written over at every step

    public ModelRunner(JudgeModel model, KeyValueCache cache, ImageFeatures images, Device device, int threads)
    {
        (this.model, this.cache, this.images, this.device) = (model, cache, images, device);
        crew = WorkCrew.Create(threads);
        tokenStep = TokenStep.TryCreate(model, cache, crew);
        promptStep = PromptStep.TryCreate(model, cache, crew);
        tokenOutputs = [.. Enumerable.Range(0, cache.Slots).Select(_ => new[] { new float[model.Config.Text.VocabSize] })];
    }

    /// <summary>Whether prompts of any length share a pass without padding.</summary>
    public bool Packs => promptStep is not null;

    /// <summary>Runs one pass. Sequences' <see cref="Sequence.Cached"/> counts are the caller's to advance.</summary>
    /// <returns>For each item that reaches its last token: [vocab] log-probabilities after it, then after each fed label token; null for the others. They hold until the next pass.</returns>
    public IReadOnlyList<float[][]?> Run(IReadOnlyList<StepItem> items)
    {
        if (tokenStep is not null && items.All(item => item.Decodes))
        {
            return RunTokens(tokenStep, items);
        }

        using var scope = NewDisposeScope();
        if (promptStep is not null)
        {
            return RunPrompts(promptStep, items);
        }

        int seq = items.Max(item => item.Queries);
        int keys = items.Max(item => item.Sequence.Cached + item.Queries);
        var (parts, places) = Visual(items, b => b * seq);
        var visual =
            parts.Count == 0
                ? null
                : new VisualInput(images.Gather(parts), tensor([.. places.Select(row => (long)row)], device: device));
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

        return Split(items, hidden.view(-1, hidden.shape[^1]).index_select(0, tensor(wanted, device: device)));
    }

    /// <summary>Forgets what was read off the weights.</summary>
    public void WeightsChanged()
    {
        tokenStep?.WeightsChanged();
        promptStep?.WeightsChanged();
    }

    public void Dispose()
    {
        tokenStep?.Dispose();
        promptStep?.Dispose();
        crew.Dispose();
    }

    private List<float[][]?> RunPrompts(PromptStep step, IReadOnlyList<StepItem> items)
    {
        var spans = new PromptSpan[items.Count];
        List<PromptRow> rows = [];
        List<int> wanted = [];
        for (int b = 0; b < items.Count; b++)
        {
            var (sequence, count) = items[b];
            spans[b] = new PromptSpan(rows.Count, sequence.Slot, sequence.Cached, count, items[b].Tree);
            for (int i = 0; i < items[b].Queries; i++)
            {
                if (items[b].Last && i >= count - 1)
                {
                    wanted.Add(rows.Count);
                }

                int at = PositionIndex(items[b], i);
                rows.Add(
                    new PromptRow(
                        Token(items[b], i),
                        (long)sequence.Slot * cache.Length + sequence.Cached + i,
                        sequence.Position(0, at),
                        sequence.Position(1, at),
                        sequence.Position(2, at)
                    )
                );
            }
        }

        var (parts, places) = Visual(items, b => spans[b].First);
        var features = parts.Count == 0 ? null : images.Gather(parts);
        var visual = features is null ? null : new PackedFeatures([.. places], features.Merged, features.Deepstack);
        var hidden = step.Run([.. rows], spans, visual, [.. wanted]); // [outputs, hidden]
        return wanted.Count == 0 ? [.. items.Select(_ => (float[][]?)null)] : Split(items, hidden);
    }

    private static int Token(StepItem item, int query) =>
        query < item.Count ? item.Sequence.Token(item.Sequence.Cached + query) : item.Tree!.Fed[query - item.Count].Token;

    // A label token stands as far behind the prompt as it is deep in the tree.
    private static int PositionIndex(StepItem item, int query) =>
        item.Sequence.Cached + (query < item.Count ? query : item.Count + item.Tree!.Fed[query - item.Count].Depth);

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

    // hidden: [outputs, hidden]
    private List<float[][]?> Split(IReadOnlyList<StepItem> items, Tensor hidden)
    {
        var logProbs = nn.functional.log_softmax(model.Logits(hidden).to_type(ScalarType.Float32), -1).cpu(); // [outputs, vocab]
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
            for (int i = 0; i < items[b].Queries; i++)
            {
                ids[b * seq + i] = Token(items[b], i);
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
                for (int i = 0; i < items[b].Queries; i++)
                {
                    positions[(row * items.Count + b) * seq + i] = items[b].Sequence.Position(row, PositionIndex(items[b], i));
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
    private static (List<(Images.PreparedImage Image, int From, int Count)> Parts, List<int> Rows) Visual(
        IReadOnlyList<StepItem> items,
        Func<int, int> firstRow
    )
    {
        List<(Images.PreparedImage, int, int)> parts = [];
        List<int> rows = [];
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
                    rows.AddRange(Enumerable.Range(firstRow(b) + from - sequence.Cached, to - from));
                }
            }
        }

        return (parts, rows);
    }
}
