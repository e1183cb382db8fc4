using JudgeCore.Agreement;

namespace Trainer.Evaluation;

/// <summary>Figures of one judge with bootstrap samples over groups.</summary>
internal sealed class ResampledFigures
{
    private readonly Figures[] samples;

    /// <param name="predictions">Of one task.</param>
    /// <param name="rounds">Resamples.</param>
    /// <param name="seed">Makes them reproducible.</param>
    public ResampledFigures(IReadOnlyList<Prediction> predictions, int rounds, int seed)
    {
        int[][] groups = SliceFigures.Groups(predictions);
        var figures = new SliceFigures(predictions, groups);
        Measured = figures.All();
        var random = new Random(seed);
        int[] draw = new int[groups.Length];
        samples = new Figures[rounds];
        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < draw.Length; i++)
            {
                draw[i] = random.Next(draw.Length);
            }

            samples[round] = figures.Of(draw);
        }
    }

    /// <summary>On the items themselves.</summary>
    public Figures Measured { get; }

    /// <summary>The central interval of one figure.</summary>
    public Interval Interval(Func<Figures, double> figure, double level = 0.95) =>
        Percentile.Central(samples.Select(figure), level);
}
