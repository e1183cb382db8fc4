namespace JudgeCore.Agreement;

/// <summary>The M-step: each rater's errors from their votes and the soft truth q.</summary>
internal static class RaterErrors
{
    /// <summary>[rater][observed][true] soft counts, kept above <paramref name="smallest"/>, normalised over the labels the rater used.</summary>
    public static double[][][] Confusions(double[][] q, int raters, int classes, IReadOnlyList<Vote> votes, double smallest)
    {
        var errors = Unused(raters, classes);
        foreach (var vote in votes)
        {
            var row = errors[vote.Rater][vote.Label];
            for (var k = 0; k < classes; k++)
                row[k] = (double.IsNaN(row[k]) ? 0 : row[k]) + q[vote.Item][k];
        }
        foreach (var rater in errors)
        {
            for (var k = 0; k < classes; k++)
            {
                double sum = 0;
                foreach (var row in rater)
                {
                    row[k] = double.IsNaN(row[k]) ? double.NaN : Math.Max(row[k], smallest);
                    sum += double.IsNaN(row[k]) ? 0 : row[k];
                }
                foreach (var row in rater)
                    row[k] /= sum;
            }
        }
        return errors;
    }

    /// <summary>Skill = mean q of the labels that the rater gave; it is the diagonal, the rest is spread evenly.</summary>
    public static (double[][][] Errors, double[] Skills) OneCoin(
        double[][] q,
        int raters,
        int classes,
        IReadOnlyList<Vote> votes,
        double smallest
    )
    {
        var sums = new double[raters];
        var counts = new int[raters];
        var errors = Unused(raters, classes);
        foreach (var vote in votes)
        {
            sums[vote.Rater] += q[vote.Item][vote.Label];
            counts[vote.Rater]++;
            errors[vote.Rater][vote.Label][0] = 0;
        }
        var skills = new double[raters];
        for (var r = 0; r < raters; r++)
        {
            skills[r] = sums[r] / counts[r];
            for (var o = 0; o < classes; o++)
            {
                if (double.IsNaN(errors[r][o][0]))
                    continue;
                for (var k = 0; k < classes; k++)
                    errors[r][o][k] = Math.Clamp(o == k ? skills[r] : (1 - skills[r]) / (classes - 1), smallest, 1 - smallest);
            }
        }
        return (errors, skills);
    }

    private static double[][][] Unused(int raters, int classes)
    {
        var errors = new double[raters][][];
        for (var r = 0; r < raters; r++)
        {
            errors[r] = new double[classes][];
            for (var o = 0; o < classes; o++)
            {
                errors[r][o] = new double[classes];
                Array.Fill(errors[r][o], double.NaN);
            }
        }
        return errors;
    }
}
