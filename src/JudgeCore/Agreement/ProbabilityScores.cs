namespace JudgeCore.Agreement;

/// <summary>Proper scores of probabilities against what happened. Lower is better; NaN without items.</summary>
public static class ProbabilityScores
{
    // Probabilities are kept this far from 0 and 1 in logarithms: the spacing of doubles at 1.
    private const double Smallest = 2.220446049250313e-16;

    /// <summary>Brier score of a yes/no probability: mean of (p - y)^2.</summary>
    /// <param name="happened">y.</param>
    /// <param name="probability">p of y = true.</param>
    public static double Brier(ReadOnlySpan<bool> happened, ReadOnlySpan<double> probability)
    {
        RequireEqualLength(happened.Length, probability.Length);
        double sum = 0;
        for (var i = 0; i < happened.Length; i++)
        {
            var error = probability[i] - (happened[i] ? 1 : 0);
            sum += error * error;
        }
        return sum / happened.Length;
    }

    /// <summary>Brier score of a distribution: mean over items of the squared errors summed over the classes, 0 to 2.</summary>
    /// <param name="truth">True class indices.</param>
    /// <param name="probabilities">[item][class]</param>
    public static double Brier(ReadOnlySpan<int> truth, IReadOnlyList<IReadOnlyList<double>> probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        RequireEqualLength(truth.Length, probabilities.Count);
        double sum = 0;
        for (var i = 0; i < truth.Length; i++)
        {
            for (var c = 0; c < probabilities[i].Count; c++)
            {
                var error = probabilities[i][c] - (c == truth[i] ? 1 : 0);
                sum += error * error;
            }
        }
        return sum / truth.Length;
    }

    /// <summary>Mean negative log-likelihood in nats of a yes/no probability.</summary>
    /// <inheritdoc cref="Brier(ReadOnlySpan{bool}, ReadOnlySpan{double})" path="/param"/>
    public static double LogLoss(ReadOnlySpan<bool> happened, ReadOnlySpan<double> probability)
    {
        RequireEqualLength(happened.Length, probability.Length);
        double sum = 0;
        for (var i = 0; i < happened.Length; i++)
            sum -= Math.Log(Clip(happened[i] ? probability[i] : 1 - probability[i]));
        return sum / happened.Length;
    }

    /// <summary>Mean negative log-likelihood in nats of the true class.</summary>
    /// <inheritdoc cref="Brier(ReadOnlySpan{int}, IReadOnlyList{IReadOnlyList{double}})" path="/param"/>
    public static double LogLoss(ReadOnlySpan<int> truth, IReadOnlyList<IReadOnlyList<double>> probabilities)
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        RequireEqualLength(truth.Length, probabilities.Count);
        double sum = 0;
        for (var i = 0; i < truth.Length; i++)
            sum -= Math.Log(Clip(probabilities[i][truth[i]]));
        return sum / truth.Length;
    }

    /// <summary>Area under the ROC curve: the chance that a random true item outranks a random false one, ties counting half.</summary>
    /// <param name="happened">y.</param>
    /// <param name="score">Any score that should be higher where y is true.</param>
    /// <returns>NaN where only one class occurs.</returns>
    public static double RocAuc(ReadOnlySpan<bool> happened, ReadOnlySpan<double> score)
    {
        RequireEqualLength(happened.Length, score.Length);
        var ranks = Ranks.Average(score);
        double rankSum = 0;
        double positives = 0;
        for (var i = 0; i < happened.Length; i++)
        {
            rankSum += happened[i] ? ranks[i] : 0;
            positives += happened[i] ? 1 : 0;
        }
        var negatives = happened.Length - positives;
        return positives == 0 || negatives == 0
            ? double.NaN
            : (rankSum - positives * (positives + 1) / 2) / (positives * negatives);
    }

    private static double Clip(double p) => Math.Clamp(p, Smallest, 1 - Smallest);

    private static void RequireEqualLength(int outcomes, int scores)
    {
        if (outcomes != scores)
            throw new ArgumentException($"There are {outcomes} outcomes but {scores} probabilities.");
    }
}
