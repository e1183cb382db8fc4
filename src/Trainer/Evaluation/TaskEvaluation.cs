using JudgeCore.Agreement;
using JudgeCore.Gates;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;

namespace Trainer.Evaluation;

/// <summary>Figures of one task in one mode (and, for pairs, one strategy) over held-out items; intervals cover 95 %. Uncertain truths count by their
/// probability and items by their weight in accuracy, macro-F1, kappa and ECE; all else takes the most probable label and every item alike.</summary>
internal sealed record TaskEvaluation
{
    private const int Rounds = 1000; // of the bootstrap
    private const int Seed = 1;

    public EvidenceSource Source { get; init; } = EvidenceSource.Gym;

    public required string Task { get; init; }

    public required VerdictMode Mode { get; init; }

    public PairStrategy? Strategy { get; init; }

    public required int Items { get; init; }

    public required double Accuracy { get; init; }

    /// <summary>Wilson's where every truth is certain and counts 1, else a bootstrap over groups.</summary>
    public required Interval AccuracyInterval { get; init; }

    public required double MacroF1 { get; init; }

    public required Interval MacroF1Interval { get; init; }

    public required double Kappa { get; init; }

    public Interval KappaInterval { get; init; } = Interval.Undefined;

    /// <summary>Krippendorff's alpha of judge and truth as two raters: ordinal for scales, else nominal.</summary>
    public double Alpha { get; init; } = double.NaN;

    /// <summary>Label to its precision, recall, F1 and support.</summary>
    public IReadOnlyDictionary<string, ClassScores> Classes { get; init; } = new Dictionary<string, ClassScores>();

    /// <summary>Ordered scales: linearly and quadratically weighted kappa.</summary>
    public double? LinearKappa { get; init; }

    public double? QuadraticKappa { get; init; }

    /// <summary>Ordered scales: correlation of expected score and truth (SRCC, PLCC, Kendall's tau-b).</summary>
    public double? Spearman { get; init; }

    public Interval? SpearmanInterval { get; init; }

    public double? Pearson { get; init; }

    public double? KendallTauB { get; init; }

    /// <summary>Expected calibration error of the confidence, 15 bins.</summary>
    public required double CalibrationError { get; init; }

    /// <summary>The bins, those without items left out.</summary>
    public IReadOnlyList<ReliabilityBin> Calibration { get; init; } = [];

    /// <summary>Brier score of the distribution, 0 to 2.</summary>
    public double Brier { get; init; } = double.NaN;

    /// <summary>Negative log-likelihood of the right label, nats.</summary>
    public required double LogLoss { get; init; }

    /// <summary>Share of freely written answers that have the asked form; null where none was written.</summary>
    public double? FormatRate { get; init; }

    public Interval? FormatInterval { get; init; }

    /// <summary>Joint pairs: right in the order A, B; in the order B, A; the mean of the two.</summary>
    public double? AccuracyAB { get; init; }

    public double? AccuracyBA { get; init; }

    public double? AccuracyOneOrder { get; init; }

    /// <summary>Joint pairs: right in both orders.</summary>
    public double? AccuracyInBoth { get; init; }

    public Interval? AccuracyInBothInterval { get; init; }

    /// <summary>Joint pairs: the order decided.</summary>
    public double? FlipRate { get; init; }

    public Interval? FlipInterval { get; init; }

    /// <summary>By prompt family, where a task has several.</summary>
    public required IReadOnlyDictionary<string, FamilyEvaluation> Families { get; init; }

    /// <summary>Counts [true label][judge's label].</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Confusion { get; init; }

    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <param name="cases">Of one task, mode and strategy.</param>
    public static TaskEvaluation Of(IReadOnlyList<Prediction> cases)
    {
        var one = cases[0];
        int[] gold = [.. cases.Select(item => item.GoldLabel)];
        int[] said = [.. cases.Select(item => item.Said)];
        var report = ClassificationReport.AbstentionIsWrong(gold, said, one.Labels.Count);
        bool[] right = [.. gold.Zip(said, (a, b) => a == b)];
        var resampled = new ResampledFigures(cases, Rounds, Seed);
        var figures = resampled.Measured;
        bool scale = one.Kind == TaskKind.Scale;
        var diagram = ReliabilityDiagram.Of([.. cases.Select(item => Math.Min(1, item.Confidence))], right);
        var families = cases.GroupBy(item => item.Family).OrderBy(group => group.Key, StringComparer.Ordinal).ToList();
        return Pairs(
                Scales(
                    new TaskEvaluation
                    {
                        Source = one.Source,
                        Task = one.Task,
                        Mode = one.Mode,
                        Strategy = one.Strategy,
                        Items = cases.Count,
                        Labels = one.Labels,
                        Accuracy = figures.Accuracy,
                        AccuracyInterval = AccuracyIntervalOf(cases, () => resampled.Interval(f => f.Accuracy)),
                        MacroF1 = figures.MacroF1,
                        MacroF1Interval = resampled.Interval(f => f.MacroF1),
                        Kappa = figures.Kappa,
                        KappaInterval = resampled.Interval(f => f.Kappa),
                        Alpha = KrippendorffAlpha.Of(
                            [
                                [.. gold.Select(label => (double?)label)],
                                [.. said.Select(label => (double?)label)],
                            ],
                            scale ? MeasurementLevel.Ordinal : MeasurementLevel.Nominal
                        ),
                        Classes = one.Labels.Zip(report.Classes).ToDictionary(pair => pair.First, pair => pair.Second),
                        LinearKappa = scale ? report.LinearKappa : null,
                        QuadraticKappa = scale ? report.QuadraticKappa : null,
                        CalibrationError = figures.CalibrationError,
                        Calibration = [.. diagram.Bins.Where(bin => bin.Count > 0)],
                        Brier = ProbabilityScores.Brier(gold, [.. cases.Select(item => item.Distribution)]),
                        LogLoss = ProbabilityScores.LogLoss(gold, [.. cases.Select(item => item.Distribution)]),
                        Families =
                            families.Count < 2
                                ? new Dictionary<string, FamilyEvaluation>()
                                : families.ToDictionary(group => group.Key, group => Family([.. group])),
                        Confusion = report.Confusion,
                    },
                    cases,
                    scale
                ),
                cases
            )
            .WithFormat(cases);
    }

    private static TaskEvaluation Scales(TaskEvaluation task, IReadOnlyList<Prediction> cases, bool scale)
    {
        if (!scale)
        {
            return task;
        }

        double[] judged = [.. cases.Select(item => item.Score)];
        double[] truth = [.. cases.Select(item => item.GoldScore)];
        var correlation = Correlation.Of(judged, truth);
        return task with
        {
            Spearman = correlation.Spearman,
            SpearmanInterval = Bootstrap.Of(
                cases.Count,
                picks => Correlation.Of([.. picks.Select(i => judged[i])], [.. picks.Select(i => truth[i])]).Spearman,
                Seed,
                Rounds
            ),
            Pearson = correlation.Pearson,
            KendallTauB = correlation.KendallTauB,
        };
    }

    private static TaskEvaluation Pairs(TaskEvaluation task, IReadOnlyList<Prediction> cases)
    {
        if (task.Strategy != PairStrategy.Joint)
        {
            return task;
        }

        var report = PairwiseReport.Of(
            [.. cases.Select(item => item.GoldLabel == 0 ? PairChoice.A : PairChoice.B)],
            [
                .. cases.Select(item => new SwappedVerdict(
                    item.Swap![0] == item.Labels[0] ? ShownChoice.First : ShownChoice.Second,
                    item.Swap[1] == item.Labels[0] ? ShownChoice.Second : ShownChoice.First
                )),
            ]
        );
        return task with
        {
            AccuracyAB = report.AccuracyAB,
            AccuracyBA = report.AccuracyBA,
            AccuracyOneOrder = (report.AccuracyAB + report.AccuracyBA) / 2,
            AccuracyInBoth = report.AccuracyInBoth,
            AccuracyInBothInterval = Wilson(report.AccuracyInBoth, cases.Count),
            FlipRate = report.FlipRate,
            FlipInterval = Wilson(report.FlipRate, cases.Count),
        };
    }

    private static FamilyEvaluation Family(IReadOnlyList<Prediction> cases)
    {
        var resampled = new ResampledFigures(cases, Rounds, Seed);
        return new FamilyEvaluation(
            cases.Count,
            resampled.Measured.Accuracy,
            AccuracyIntervalOf(cases, () => resampled.Interval(f => f.Accuracy)),
            resampled.Measured.MacroF1
        );
    }

    private static Interval AccuracyIntervalOf(IReadOnlyList<Prediction> cases, Func<Interval> bootstrap) =>
        cases.All(item => item.Weight == 1 && item.Gold[item.GoldLabel] == 1)
            ? WilsonInterval.Of(cases.Count(item => item.GoldLabel == item.Said), cases.Count)
            : bootstrap();

    private static Interval Wilson(double share, int items) => WilsonInterval.Of((int)Math.Round(share * items), items);

    private TaskEvaluation WithFormat(IReadOnlyList<Prediction> cases)
    {
        var written = cases.SelectMany(item => item.Free ?? []).ToList();
        int wellFormed = written.Count(label => label is not null);
        return written.Count == 0
            ? this
            : this with
            {
                FormatRate = (double)wellFormed / written.Count,
                FormatInterval = WilsonInterval.Of(wellFormed, written.Count),
            };
    }
}
