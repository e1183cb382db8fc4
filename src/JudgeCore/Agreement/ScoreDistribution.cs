namespace JudgeCore.Agreement;

/// <summary>What a distribution over a scale's scores says.</summary>
/// <param name="Probabilities">They add up to 1; NaN, as all else, where the given mass is 0.</param>
/// <param name="Expected">Mean score.</param>
/// <param name="Variance">Variance of the score.</param>
/// <param name="Entropy">In nats.</param>
/// <param name="MostProbable">The most probable score; the first of several.</param>
public sealed record ScoreDistribution(
    IReadOnlyList<double> Probabilities,
    double Expected,
    double Variance,
    double Entropy,
    double MostProbable
)
{
    /// <summary>From logits: probabilities are their softmax.</summary>
    public static ScoreDistribution FromLogits(ReadOnlySpan<double> logits, ReadOnlySpan<double> scores)
    {
        var maximum = double.NegativeInfinity;
        foreach (var logit in logits)
            maximum = Math.Max(maximum, logit);
        var mass = new double[logits.Length];
        for (var i = 0; i < mass.Length; i++)
            mass[i] = Math.Exp(logits[i] - maximum);
        return FromMass(mass, scores);
    }

    /// <summary>From non-negative mass, which is normalised.</summary>
    public static ScoreDistribution FromMass(ReadOnlySpan<double> mass, ReadOnlySpan<double> scores)
    {
        if (mass.Length != scores.Length)
            throw new ArgumentException($"There are {mass.Length} probabilities but {scores.Length} scores.");
        double total = 0;
        foreach (var m in mass)
            total += m;
        var p = new double[mass.Length];
        double expected = 0;
        double entropy = 0;
        var best = 0;
        for (var i = 0; i < p.Length; i++)
        {
            p[i] = mass[i] / total;
            expected += p[i] * scores[i];
            // 0 log 0 = 0; NaN stays NaN.
            entropy -= p[i] == 0 ? 0 : p[i] * Math.Log(p[i]);
            best = p[i] > p[best] ? i : best;
        }
        double variance = 0;
        for (var i = 0; i < p.Length; i++)
            variance += p[i] * (scores[i] - expected) * (scores[i] - expected);
        return new(p, expected, variance, entropy, total > 0 ? scores[best] : double.NaN);
    }
}
