namespace JudgeApi.Statistics;

/// <summary>The figures of one sample, as GET /stats gives them. Each is null where it does not apply or is undefined; intervals hold 95 %.</summary>
internal sealed record FigureSet
{
    /// <summary>Judgments that they rest on.</summary>
    public required int Items { get; init; }

    /// <summary>Share of verdicts that are right, by what people say.</summary>
    public required Estimate Accuracy { get; init; }

    public required Estimate MacroF1 { get; init; }

    /// <summary>Cohen's kappa of judge and people.</summary>
    public required Estimate Kappa { get; init; }

    /// <summary>Scales: kappa that forgives near misses, by distance.</summary>
    public Estimate? LinearKappa { get; init; }

    /// <summary>Scales: by squared distance.</summary>
    public Estimate? QuadraticKappa { get; init; }

    /// <summary>Scales: rank correlation of scores (SRCC).</summary>
    public Estimate? Spearman { get; init; }

    /// <summary>Scales: linear correlation of scores (PLCC).</summary>
    public Estimate? Pearson { get; init; }

    /// <summary>Krippendorff's alpha among the raters themselves.</summary>
    public required Estimate RaterAlpha { get; init; }

    /// <summary>Pairs: share whose order decided.</summary>
    public Estimate? FlipRate { get; init; }

    public required Calibrated Calibration { get; init; }

    /// <summary>[label by people][label by the judge] judgments, in the order of the task's labels; one that people are unsure of is shared out.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Confusion { get; init; }

    public static FigureSet Of(Figures figures, bool ordered) =>
        new()
        {
            Items = figures.Items,
            Accuracy = figures[Measure.Accuracy],
            MacroF1 = figures[Measure.MacroF1],
            Kappa = figures[Measure.Kappa],
            LinearKappa = ordered ? figures[Measure.LinearKappa] : null,
            QuadraticKappa = ordered ? figures[Measure.QuadraticKappa] : null,
            Spearman = ordered ? figures[Measure.Spearman] : null,
            Pearson = ordered ? figures[Measure.Pearson] : null,
            RaterAlpha = figures[Measure.Alpha],
            FlipRate = figures[Measure.FlipRate] is { Value: not null } rate ? rate : null,
            Calibration = new Calibrated(
                figures[Measure.CalibrationError],
                figures[Measure.Brier],
                figures[Measure.LogLoss],
                figures[Measure.Coverage],
                figures[Measure.AnsweredAccuracy],
                [
                    .. figures
                        .Diagram.Where(bin => bin.Count > 0)
                        .Select(bin => new CalibrationBin(
                            bin.Low,
                            bin.High,
                            bin.Count,
                            Estimate.Defined(bin.Confidence),
                            Estimate.Defined(bin.Accuracy)
                        )),
                ]
            ),
            Confusion = [.. figures.Confusion.Select(row => row.Select(count => Math.Round(count, 2)).ToArray())],
        };
}
