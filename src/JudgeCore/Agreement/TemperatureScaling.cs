namespace JudgeCore.Agreement;

/// <summary>One temperature for all logits that makes confidence honest (Guo et al. 2017). The likelihood is convex in 1/T, not in T,
/// so the derivative with respect to 1/T is bisected.</summary>
public static class TemperatureScaling
{
    /// <summary>The T within the bounds that minimises the mean negative log-likelihood of softmax(logits / T).</summary>
    /// <param name="logits">[item][class]; logarithms of probabilities will do. -Infinity for a class that is not allowed.</param>
    /// <param name="truth">True class indices.</param>
    /// <param name="minimum">Lower bound, returned where sharpening never stops helping.</param>
    /// <param name="maximum">Upper bound, returned where flattening never stops helping.</param>
    /// <returns>NaN without items; 1 (within the bounds) where T makes no difference.</returns>
    public static double Fit(IReadOnlyList<double[]> logits, ReadOnlySpan<int> truth, double minimum = 0.05, double maximum = 20)
    {
        RequireEqualLength(logits, truth);
        var labels = truth.ToArray();
        return Fit(inverse => Slope(logits, labels, inverse), labels.Length == 0, minimum, maximum);
    }

    private static double Fit(Func<double, double> slope, bool empty, double minimum, double maximum)
    {
        if (!(minimum > 0 && minimum <= maximum && double.IsFinite(maximum)))
            throw new ArgumentException($"Temperatures from {minimum} to {maximum} are no interval of positive numbers.");
        if (empty)
            return double.NaN;
        var low = 1 / maximum;
        var high = 1 / minimum;
        var slopeLow = slope(low);
        var slopeHigh = slope(high);
        if (slopeLow == 0 && slopeHigh == 0)
            return Math.Clamp(1, minimum, maximum);
        if (slopeLow >= 0)
            return maximum;
        if (slopeHigh <= 0)
            return minimum;
        for (var i = 0; i < 100; i++)
        {
            var middle = (low + high) / 2;
            if (slope(middle) < 0)
                low = middle;
            else
                high = middle;
        }
        return 2 / (low + high);
    }

    /// <summary>The T within the bounds for truths that are not certain, and for items that count more than others.</summary>
    /// <param name="logits">[item][class], finite.</param>
    /// <param name="truth">[item][class] probability of each class times the item's weight.</param>
    /// <param name="minimum">Lower bound.</param>
    /// <param name="maximum">Upper bound.</param>
    /// <inheritdoc cref="Fit(IReadOnlyList{double[]}, ReadOnlySpan{int}, double, double)" path="/returns"/>
    public static double FitWeighted(
        IReadOnlyList<double[]> logits,
        IReadOnlyList<double[]> truth,
        double minimum = 0.05,
        double maximum = 20
    )
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(truth);
        if (logits.Count != truth.Count)
            throw new ArgumentException($"There are logits of {logits.Count} items but {truth.Count} truths.");
        return Fit(inverse => Slope(logits, truth, inverse), truth.Count == 0, minimum, maximum);
    }

    /// <summary>Mean negative log-likelihood in nats of softmax(logits / T).</summary>
    public static double NegativeLogLikelihood(IReadOnlyList<double[]> logits, ReadOnlySpan<int> truth, double temperature)
    {
        RequireEqualLength(logits, truth);
        double sum = 0;
        for (var i = 0; i < truth.Length; i++)
        {
            var maximum = logits[i].Max();
            double mass = 0;
            foreach (var logit in logits[i])
                mass += Math.Exp((logit - maximum) / temperature);
            sum += Math.Log(mass) - (logits[i][truth[i]] - maximum) / temperature;
        }
        return sum / truth.Length;
    }

    /// <summary>The probabilities softmax(logits / T).</summary>
    public static double[] Apply(ReadOnlySpan<double> logits, double temperature)
    {
        var maximum = double.NegativeInfinity;
        foreach (var logit in logits)
            maximum = Math.Max(maximum, logit);
        var p = new double[logits.Length];
        double mass = 0;
        for (var i = 0; i < p.Length; i++)
            mass += p[i] = Math.Exp((logits[i] - maximum) / temperature);
        for (var i = 0; i < p.Length; i++)
            p[i] /= mass;
        return p;
    }

    // d/d(1/T) of the summed loss: expected minus true logit, item by item.
    private static double Slope(IReadOnlyList<double[]> logits, ReadOnlySpan<int> truth, double inverse)
    {
        double sum = 0;
        for (var i = 0; i < truth.Length; i++)
        {
            var row = logits[i];
            var maximum = row.Max();
            double mass = 0;
            double weighted = 0;
            foreach (var logit in row)
            {
                var m = Math.Exp((logit - maximum) * inverse);
                mass += m;
                // A class without mass adds nothing, even at a logit of -Infinity.
                weighted += m == 0 ? 0 : m * (logit - maximum);
            }
            sum += weighted / mass - (row[truth[i]] - maximum);
        }
        return sum;
    }

    // The same with each class as true as it is likely.
    private static double Slope(IReadOnlyList<double[]> logits, IReadOnlyList<double[]> truth, double inverse)
    {
        double sum = 0;
        for (var i = 0; i < logits.Count; i++)
        {
            var row = logits[i];
            var maximum = row.Max();
            double mass = 0;
            double expected = 0;
            double meant = 0;
            for (var k = 0; k < row.Length; k++)
            {
                var m = Math.Exp((row[k] - maximum) * inverse);
                mass += m;
                expected += m * (row[k] - maximum);
                meant += truth[i][k] * (row[k] - maximum);
            }
            sum += truth[i].Sum() * expected / mass - meant;
        }
        return sum;
    }

    private static void RequireEqualLength(IReadOnlyList<double[]> logits, ReadOnlySpan<int> truth)
    {
        ArgumentNullException.ThrowIfNull(logits);
        if (logits.Count != truth.Length)
            throw new ArgumentException($"There are logits of {logits.Count} items but {truth.Length} true labels.");
    }
}
