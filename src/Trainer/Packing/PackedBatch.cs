using JudgeCore.Images;

namespace Trainer.Packing;

/// <summary>Packed rows as the arrays that become tensors, and where each completion token is predicted.</summary>
internal sealed class PackedBatch
{
    /// <param name="rows">Rows of similar length: shorter ones are padded to the longest.</param>
    /// <param name="multiple">The length is padded to a multiple of this.</param>
    public PackedBatch(IReadOnlyList<PackedRow> rows, int multiple = 1)
    {
        Rows = rows;
        Seq = (rows.Max(row => row.Length) + multiple - 1) / multiple * multiple;
        Ids = new long[rows.Count * Seq];
        Positions = new long[3 * rows.Count * Seq];
        Mask = new bool[rows.Count * Seq * Seq];
        List<PreparedImage> images = [];
        List<long> imagePlaces = [];
        List<long> from = [];
        List<long> targets = [];
        List<float> weights = [];
        List<int> lengths = [];
        for (int b = 0; b < rows.Count; b++)
        {
            foreach (var (image, start) in rows[b].Images)
            {
                images.Add(image);
                imagePlaces.AddRange(Enumerable.Range(start, image.Tokens).Select(i => (long)b * Seq + i));
            }

            Fill(b, rows[b]);
            int at = rows[b].Prefix;
            foreach (var example in rows[b].Examples)
            {
                int rest = example.Prompt.Ids.Length - rows[b].Prefix;
                int promptEnd = rest > 0 ? at + rest - 1 : rows[b].Prefix - 1; // predicts the first completion token
                for (int i = 0; i < example.Completion.Length; i++)
                {
                    from.Add((long)b * Seq + (i == 0 ? promptEnd : at + rest + i - 1));
                    targets.Add(example.Completion[i]);
                    weights.Add(example.Weight);
                }

                lengths.Add(example.Completion.Length);
                at += rows[b].BranchLength(example);
            }
        }

        (Images, ImagePlaces) = (images, [.. imagePlaces]);
        (From, Targets, Weights, Lengths) = ([.. from], [.. targets], [.. weights], [.. lengths]);
    }

    public IReadOnlyList<PackedRow> Rows { get; }

    /// <summary>Tokens of the longest row, padding included.</summary>
    public int Seq { get; }

    /// <summary>[batch, seq]</summary>
    public long[] Ids { get; }

    /// <summary>[3, batch, seq]</summary>
    public long[] Positions { get; }

    /// <summary>[batch, 1, seq, seq], true where a query may look.</summary>
    public bool[] Mask { get; }

    /// <summary>Pictures of all rows, in order; one that several rows show is listed for each.</summary>
    public IReadOnlyList<PreparedImage> Images { get; }

    /// <summary>[visual tokens] flat places [batch * seq] of the pictures' tokens.</summary>
    public long[] ImagePlaces { get; }

    /// <summary>[completion tokens] flat place whose hidden state predicts each completion token; examples in order of rows.</summary>
    public long[] From { get; }

    /// <summary>[completion tokens]</summary>
    public long[] Targets { get; }

    /// <summary>[completion tokens]</summary>
    public float[] Weights { get; }

    /// <summary>[examples] completion tokens of each example.</summary>
    public int[] Lengths { get; }

    private void Fill(int b, PackedRow row)
    {
        for (int i = 0; i < row.Prefix; i++)
        {
            Put(b, i, row.Examples[0], i);
            MaskRow(b, i)[..(i + 1)].Fill(true);
        }

        int at = row.Prefix;
        foreach (var example in row.Examples)
        {
            int length = row.BranchLength(example);
            for (int i = 0; i < length; i++)
            {
                Put(b, at + i, example, row.Prefix + i);
                var mask = MaskRow(b, at + i);
                mask[..row.Prefix].Fill(true);
                mask.Slice(at, i + 1).Fill(true);
            }

            at += length;
        }

        for (int i = at; i < Seq; i++)
        {
            MaskRow(b, i)[0] = true; // padding needs one visible key, or its softmax is NaN
        }
    }

    // Token and positions that the example has alone at index: its prompt first, then its completion.
    private void Put(int b, int place, Example example, int index)
    {
        var prompt = example.Prompt;
        int behind = index - prompt.Ids.Length;
        Ids[b * Seq + place] = behind < 0 ? prompt.Ids[index] : example.Completion[behind];
        for (int row = 0; row < 3; row++)
        {
            Positions[(row * Rows.Count + b) * Seq + place] =
                behind < 0 ? prompt.Positions[row][index] : prompt.NextPosition + behind;
        }
    }

    private Span<bool> MaskRow(int b, int query) => Mask.AsSpan((b * Seq + query) * Seq, Seq);
}
