using MathNet.Numerics.LinearAlgebra;

namespace JudgeCore.Agreement;

/// <summary>Rewards that are right on average although the labels they come from are noisy (Natarajan et al. 2013).</summary>
public static class NoiseCorrection
{
    /// <summary>Youden's J of a noisy label: how much it tells, 1 - false positives - false negatives.</summary>
    /// <param name="falsePositives">P(observed 1 | true 0)</param>
    /// <param name="falseNegatives">P(observed 0 | true 1)</param>
    public static double YoudenJ(double falsePositives, double falseNegatives) => 1 - falsePositives - falseNegatives;

    /// <summary>(r - falsePositives) / J: its mean given the truth is the truth.</summary>
    /// <param name="observed">The reward that the noisy label gives, 0 or 1.</param>
    /// <param name="falsePositives">P(observed 1 | true 0)</param>
    /// <param name="falseNegatives">P(observed 0 | true 1)</param>
    /// <returns>NaN where the label tells nothing (J = 0).</returns>
    public static double Corrected(double observed, double falsePositives, double falseNegatives)
    {
        var j = YoudenJ(falsePositives, falseNegatives);
        return Math.Abs(j) < 1e-12 ? double.NaN : (observed - falsePositives) / j;
    }

    /// <summary>Variance of the corrected reward where the truth is <paramref name="truth"/>: rho(1-rho)/J^2.</summary>
    public static double Variance(bool truth, double falsePositives, double falseNegatives)
    {
        var j = YoudenJ(falsePositives, falseNegatives);
        var rho = truth ? falseNegatives : falsePositives;
        return Math.Abs(j) < 1e-12 ? double.NaN : rho * (1 - rho) / (j * j);
    }

    /// <summary>Several labels: C^-1 r.</summary>
    /// <param name="confusion">C[true][observed] = P(observed | true), square.</param>
    /// <param name="reward">Reward if the observed label were the true one.</param>
    /// <returns>Reward to give for each observed label; all NaN where C cannot be inverted.</returns>
    public static double[] Corrected(IReadOnlyList<double[]> confusion, IReadOnlyList<double> reward)
    {
        ArgumentNullException.ThrowIfNull(confusion);
        ArgumentNullException.ThrowIfNull(reward);
        if (confusion.Any(row => row.Length != confusion.Count) || reward.Count != confusion.Count)
            throw new ArgumentException($"The confusion matrix must be square with {reward.Count} rows, one a reward.");
        var matrix = Matrix<double>.Build.DenseOfRowArrays(confusion);
        if (!(matrix.ConditionNumber() < 1e12))
            return [.. Enumerable.Repeat(double.NaN, reward.Count)];
        return matrix.Solve(Vector<double>.Build.DenseOfEnumerable(reward)).ToArray();
    }
}
