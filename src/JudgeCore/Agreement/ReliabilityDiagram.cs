namespace JudgeCore.Agreement;

/// <summary>Whether confidence means what it says: equal bins, right-closed, bin b = (b/M, (b+1)/M]; confidence 0 is in the first.</summary>
/// <param name="Bins">All M bins, empty ones included.</param>
/// <param name="ExpectedError">ECE: the gap |accuracy - confidence| weighted by the bins' counts; NaN without verdicts.</param>
/// <param name="MaximumError">MCE: the largest gap of a bin that is not empty; NaN without verdicts.</param>
public sealed record ReliabilityDiagram(IReadOnlyList<ReliabilityBin> Bins, double ExpectedError, double MaximumError)
{
    /// <param name="confidence">Probability that the judge gave to its answer, 0 to 1 (rounding errors up to 1e-6 are forgiven).</param>
    /// <param name="correct">Whether the answer was right.</param>
    /// <param name="bins">M, 15 as a rule.</param>
    public static ReliabilityDiagram Of(ReadOnlySpan<double> confidence, ReadOnlySpan<bool> correct, int bins = 15)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bins);
        if (confidence.Length != correct.Length)
            throw new ArgumentException($"There are {confidence.Length} confidences but {correct.Length} outcomes.");
        var counts = new int[bins];
        var sums = new double[bins];
        var right = new int[bins];
        for (var i = 0; i < confidence.Length; i++)
        {
            if (!(confidence[i] >= -1e-6 && confidence[i] <= 1 + 1e-6))
                throw new ArgumentException($"confidence[{i}] is {confidence[i]}, not within 0 and 1.");
            var bin = BinOf(Math.Clamp(confidence[i], 0, 1), bins);
            counts[bin]++;
            sums[bin] += confidence[i];
            right[bin] += correct[i] ? 1 : 0;
        }

        double expected = 0;
        double maximum = 0;
        var list = new ReliabilityBin[bins];
        for (var b = 0; b < bins; b++)
        {
            list[b] = new((double)b / bins, (b + 1.0) / bins, counts[b], sums[b] / counts[b], (double)right[b] / counts[b]);
            if (counts[b] == 0)
                continue;
            var gap = Math.Abs(list[b].Accuracy - list[b].Confidence);
            expected += gap * counts[b] / confidence.Length;
            maximum = Math.Max(maximum, gap);
        }
        return confidence.IsEmpty ? new(list, double.NaN, double.NaN) : new(list, expected, maximum);
    }

    // Ends are b/M as divided, not b times a rounded 1/M: 0.3 belongs to (0.2, 0.3] of ten bins.
    private static int BinOf(double confidence, int bins)
    {
        var bin = Math.Min((int)(confidence * bins), bins - 1);
        while (bin > 0 && confidence <= (double)bin / bins)
            bin--;
        while (bin < bins - 1 && confidence > (bin + 1.0) / bins)
            bin++;
        return bin;
    }
}
