namespace Trainer.Losses;

/// <summary>Which tokens of a batch's completions count in the loss.</summary>
/// <param name="Mask">[episode][token] up to the batch's width.</param>
/// <param name="Tokens">How many count.</param>
/// <param name="Metrics">Lengths and the share that was cut off, under TRL's names.</param>
internal sealed record CompletionMask(bool[][] Mask, int Tokens, IReadOnlyDictionary<string, double> Metrics)
{
    /// <param name="lengths">Tokens of each completion, its end token included.</param>
    /// <param name="ended">Whether it ended by itself rather than at the limit.</param>
    /// <param name="maskTruncated">Drop completions that were cut off: they say nothing about the answer (DAPO, arXiv 2503.14476).
    /// They still take part in the statistics of rewards.</param>
    public static CompletionMask Of(IReadOnlyList<int> lengths, IReadOnlyList<bool> ended, bool maskTruncated)
    {
        if (lengths.Count != ended.Count)
            throw new ArgumentException($"There are lengths of {lengths.Count} completions but ends of {ended.Count}.");
        var width = lengths.DefaultIfEmpty(0).Max();
        var mask = new bool[lengths.Count][];
        for (var i = 0; i < mask.Length; i++)
        {
            mask[i] = new bool[width];
            if (ended[i] || !maskTruncated)
                Array.Fill(mask[i], true, 0, lengths[i]);
        }
        var whole = lengths.Where((_, i) => ended[i]).DefaultIfEmpty(0).ToList();
        var metrics = new Dictionary<string, double>
        {
            ["completions/mean_length"] = lengths.DefaultIfEmpty(0).Average(),
            ["completions/min_length"] = lengths.DefaultIfEmpty(0).Min(),
            ["completions/max_length"] = width,
            ["completions/clipped_ratio"] = lengths.Count == 0 ? 0 : ended.Count(e => !e) / (double)ended.Count,
            ["completions/mean_terminated_length"] = whole.Average(),
            ["completions/min_terminated_length"] = whole.Min(),
            ["completions/max_terminated_length"] = whole.Max(),
        };
        return new(mask, mask.Sum(row => row.Count(counts => counts)), metrics);
    }
}
