// Agreement with truths that may be uncertain: an item adds its weight to the table, spread over the true classes by their probability. Certain
// truths of weight 1 give the counts, and so the figures, of ClassificationReport.
namespace JudgeCore.Agreement;

/// <summary>A confusion table of weights and the figures that follow from it; tables of parts add up to the table of the whole.</summary>
/// <param name="classes">How many classes there are.</param>
public sealed class SoftConfusion(int classes)
{
    // [true class, predicted class]; the last column is no answer.
    private readonly double[] table = new double[classes * (classes + 1)];

    /// <summary>Share of the weight that is right; NaN where there is none.</summary>
    public double Accuracy
    {
        get
        {
            double right = 0;
            for (int c = 0; c < classes; c++)
            {
                right += table[c * (classes + 1) + c];
            }

            return right / Total;
        }
    }

    /// <summary>Mean F1 over all classes, those without any item included.</summary>
    public double MacroF1
    {
        get
        {
            double sum = 0;
            for (int c = 0; c < classes; c++)
            {
                double both = TrueWeight(c) + SaidWeight(c);
                sum += both == 0 ? 0 : 2 * table[c * (classes + 1) + c] / both;
            }

            return Total == 0 ? double.NaN : sum / classes;
        }
    }

    /// <summary>Cohen's kappa; no answer is one more category. NaN where chance cannot disagree.</summary>
    public double Kappa
    {
        get
        {
            double total = Total;
            double chance = 0;
            for (int c = 0; c < classes; c++)
            {
                chance += TrueWeight(c) * SaidWeight(c) / (total * total);
            }

            return chance >= 1 ? double.NaN : (Accuracy - chance) / (1 - chance);
        }
    }

    /// <summary>Sum of the weights.</summary>
    public double Total => table.Sum();

    /// <param name="truth">[classes] probability of each true class, adding up to 1.</param>
    /// <param name="said">The predicted class, or <see cref="ClassLabels.Abstained"/>.</param>
    /// <param name="weight">Of the item.</param>
    public void Add(ReadOnlySpan<double> truth, int said, double weight)
    {
        int column = said == ClassLabels.Abstained ? classes : said;
        for (int c = 0; c < classes; c++)
        {
            table[c * (classes + 1) + column] += weight * truth[c];
        }
    }

    /// <summary>Adds another table of as many classes.</summary>
    public void Add(SoftConfusion other)
    {
        ArgumentNullException.ThrowIfNull(other);
        for (int i = 0; i < table.Length; i++)
        {
            table[i] += other.table[i];
        }
    }

    /// <summary>Forgets everything, for the next resample.</summary>
    public void Clear() => Array.Clear(table);

    private double TrueWeight(int c)
    {
        double sum = 0;
        for (int said = 0; said <= classes; said++)
        {
            sum += table[c * (classes + 1) + said];
        }

        return sum;
    }

    private double SaidWeight(int c)
    {
        double sum = 0;
        for (int truth = 0; truth < classes; truth++)
        {
            sum += table[truth * (classes + 1) + c];
        }

        return sum;
    }
}
