namespace JudgeCore.Agreement;

/// <summary>A calibration curve that never falls: equal confidences are averaged, neighbours that decrease are pooled (PAVA), and
/// between the fitted points the curve is linear; outside it keeps its end values.</summary>
public sealed class IsotonicCalibration
{
    // x that differ by less are one point.
    private const double Same = 1e-15;

    private IsotonicCalibration(double[] x, double[] fitted) => (Points, Fitted) = (x, fitted);

    /// <summary>Distinct x in ascending order.</summary>
    public IReadOnlyList<double> Points { get; }

    /// <summary>The curve at these points, within 0 and 1.</summary>
    public IReadOnlyList<double> Fitted { get; }

    /// <summary>A curve that was stored.</summary>
    /// <param name="points">Distinct x in ascending order.</param>
    /// <param name="fitted">Their calibrated values.</param>
    public static IsotonicCalibration Stored(IEnumerable<double> points, IEnumerable<double> fitted)
    {
        double[] x = [.. points];
        double[] y = [.. fitted];
        if (x.Length != y.Length || x.Zip(x.Skip(1)).Any(p => !(p.First < p.Second)))
            throw new ArgumentException(
                $"A curve needs ascending points, each with a value; it has {x.Length} points and {y.Length} values."
            );
        return new(x, y);
    }

    /// <param name="x">Confidences.</param>
    /// <param name="y">What happened, 0 to 1.</param>
    /// <param name="weights">Weight of each; empty for equal weights. A weight of 0 leaves the pair out.</param>
    public static IsotonicCalibration Fit(ReadOnlySpan<double> x, ReadOnlySpan<double> y, ReadOnlySpan<double> weights = default)
    {
        if (x.Length != y.Length || (!weights.IsEmpty && weights.Length != x.Length))
            throw new ArgumentException($"There are {x.Length} confidences, {y.Length} outcomes and {weights.Length} weights.");
        var data = new List<(double X, double Y, double Weight)>(x.Length);
        for (var i = 0; i < x.Length; i++)
        {
            var weight = weights.IsEmpty ? 1 : weights[i];
            ArgumentOutOfRangeException.ThrowIfNegative(weight, nameof(weights));
            if (weight > 0)
                data.Add((x[i], y[i], weight));
        }
        data.Sort((a, b) => a.X.CompareTo(b.X));

        var points = new List<double>();
        var blocks = new List<(double Sum, double Weight, int Count)>();
        for (var start = 0; start < data.Count; )
        {
            var end = start;
            double sum = 0;
            double weight = 0;
            for (; end < data.Count && data[end].X - data[start].X < Same; end++)
            {
                sum += data[end].Y * data[end].Weight;
                weight += data[end].Weight;
            }
            points.Add(data[start].X);
            var block = (Sum: sum, Weight: weight, Count: 1);
            // Pool with the blocks before it while they lie higher.
            while (blocks.Count > 0 && blocks[^1].Sum / blocks[^1].Weight > block.Sum / block.Weight)
            {
                var last = blocks[^1];
                block = (block.Sum + last.Sum, block.Weight + last.Weight, block.Count + last.Count);
                blocks.RemoveAt(blocks.Count - 1);
            }
            blocks.Add(block);
            start = end;
        }
        var fitted = blocks.SelectMany(b => Enumerable.Repeat(Math.Clamp(b.Sum / b.Weight, 0, 1), b.Count));
        return new([.. points], [.. fitted]);
    }

    /// <summary>The calibrated value; NaN where nothing was fitted.</summary>
    public double Predict(double x)
    {
        if (Points.Count == 0)
            return double.NaN;
        var points = (double[])Points;
        var found = Array.BinarySearch(points, x);
        if (found >= 0)
            return Fitted[found];
        var above = ~found;
        if (above == 0)
            return Fitted[0];
        if (above == points.Length)
            return Fitted[^1];
        var share = (x - points[above - 1]) / (points[above] - points[above - 1]);
        return Fitted[above - 1] + share * (Fitted[above] - Fitted[above - 1]);
    }
}
