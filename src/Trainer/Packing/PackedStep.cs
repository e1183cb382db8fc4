// All rows of one optimizer step, cut into batches of like length. Few distinct batch shapes: on CPUs libtorch's bf16 products are compiled
// for every new shape, which costs more than the product itself.
namespace Trainer.Packing;

/// <summary>The batches of a step and, over all of them, what is predicted. Plain data.</summary>
internal sealed class PackedStep
{
    // Padding to multiples of 16 wastes 5 % of the tokens and leaves some dozens of shapes.
    private const int SeqMultiple = 16;

    /// <param name="rows">In any order.</param>
    /// <param name="batchTokens">Tokens of a batch, padding included; a longer row is a batch of its own.</param>
    public PackedStep(IReadOnlyList<PackedRow> rows, int batchTokens = 1024)
    {
        Order = [.. Enumerable.Range(0, rows.Count).OrderBy(i => rows[i].Length).ThenBy(i => i)];
        List<PackedBatch> batches = [];
        for (int end = Order.Length; end > 0; )
        {
            // From the longest down, so that a batch's first row gives its length.
            int count = Math.Clamp(batchTokens / RoundUp(rows[Order[end - 1]].Length), 1, end);
            batches.Insert(0, new PackedBatch([.. Order[(end - count)..end].Select(i => rows[i])], SeqMultiple));
            end -= count;
        }

        Batches = batches;
        Targets = [.. batches.SelectMany(batch => batch.Targets)];
        Weights = [.. batches.SelectMany(batch => batch.Weights)];
        Lengths = [.. batches.SelectMany(batch => batch.Lengths)];
    }

    /// <summary>[rows] the given rows' indices as the batches have them.</summary>
    public int[] Order { get; }

    public IReadOnlyList<PackedBatch> Batches { get; }

    /// <summary>[completion tokens] of all batches.</summary>
    public long[] Targets { get; }

    /// <summary>[completion tokens]</summary>
    public float[] Weights { get; }

    /// <summary>[examples] completion tokens of each example, rows as in <see cref="Order"/>.</summary>
    public int[] Lengths { get; }

    /// <summary>The next multiple of the padding.</summary>
    public static int RoundUp(int length) => (length + SeqMultiple - 1) / SeqMultiple * SeqMultiple;
}
