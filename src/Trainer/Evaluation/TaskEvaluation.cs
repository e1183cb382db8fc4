using JudgeCore.Agreement;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;

namespace Trainer.Evaluation;

/// <summary>Figures of one task in one mode (and, for pairs, one strategy) over held-out items; intervals cover 95 %.</summary>
internal sealed record TaskEvaluation
{
    public required string Task { get; init; }

    public required VerdictMode Mode { get; init; }

    public PairStrategy? Strategy { get; init; }

    public required int Items { get; init; }

    public required double Accuracy { get; init; }

    public required Interval AccuracyInterval { get; init; }

    public required double MacroF1 { get; init; }

    public required Interval MacroF1Interval { get; init; }

    public required double Kappa { get; init; }

    /// <summary>Ordered scales: quadratically weighted kappa, and Spearman correlation of expected score and truth.</summary>
    public double? QuadraticKappa { get; init; }

    public double? Spearman { get; init; }

    /// <summary>Expected calibration error of the confidence, 15 bins.</summary>
    public required double CalibrationError { get; init; }

    /// <summary>Negative log-likelihood of the right label, nats.</summary>
    public required double LogLoss { get; init; }

    /// <summary>Joint pairs: mean accuracy of the two orders, each alone.</summary>
    public double? AccuracyOneOrder { get; init; }

    /// <summary>Joint pairs: right in both orders.</summary>
    public double? AccuracyInBoth { get; init; }

    /// <summary>Joint pairs: the order decided.</summary>
    public double? FlipRate { get; init; }

    /// <summary>Accuracy by prompt family, where a task has several.</summary>
    public required IReadOnlyDictionary<string, double> Families { get; init; }

    public required IReadOnlyList<IReadOnlyList<int>> Confusion { get; init; }

    public static TaskEvaluation Of(JudgingTask task, VerdictMode mode, PairStrategy? strategy, IReadOnlyList<JudgedCase> cases)
    {
        var labels = task.VerdictLabels;
        int[] gold = ClassLabels.Index(labels, [.. cases.Select(item => item.Gold)]);
        int[] said = ClassLabels.Index(labels, [.. cases.Select(item => item.Verdict.Label)]);
        var report = ClassificationReport.AbstentionIsWrong(gold, said, labels.Count);
        bool[] right = [.. gold.Zip(said, (a, b) => a == b)];
        double[] confidence = [.. cases.Select(item => item.Verdict.Confidence)];
        var pairs = strategy == PairStrategy.Joint ? Pairs(cases) : null;
        bool scale = task.Kind == TaskKind.Scale;
        return new TaskEvaluation
        {
            Task = task.Name,
            Mode = mode,
            Strategy = strategy,
            Items = cases.Count,
            Accuracy = report.Accuracy,
            AccuracyInterval = WilsonInterval.Of(right.Count(hit => hit), right.Length),
            MacroF1 = report.MacroF1,
            MacroF1Interval = Bootstrap.Of(
                cases.Count,
                picks =>
                    ClassificationReport
                        .AbstentionIsWrong([.. picks.Select(i => gold[i])], [.. picks.Select(i => said[i])], labels.Count)
                        .MacroF1,
                seed: 1,
                rounds: 500
            ),
            Kappa = report.Kappa,
            QuadraticKappa = scale ? report.QuadraticKappa : null,
            Spearman = scale
                ? Correlation
                    .Of([.. cases.Select(item => item.Verdict.Score ?? double.NaN)], [.. gold.Select(i => (double)i)])
                    .Spearman
                : null,
            CalibrationError = ReliabilityDiagram.Of(confidence, right).ExpectedError,
            LogLoss = cases.Average(item => -Math.Log(Math.Max(1e-12, item.Verdict.Distribution[item.Gold]))),
            AccuracyOneOrder = pairs is null ? null : (pairs.AccuracyAB + pairs.AccuracyBA) / 2,
            AccuracyInBoth = pairs?.AccuracyInBoth,
            FlipRate = pairs?.FlipRate,
            Families = cases
                .GroupBy(item => item.Family)
                .OrderBy(group => group.Key, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Average(item => item.Gold == item.Verdict.Label ? 1.0 : 0.0)),
            Confusion = report.Confusion,
        };
    }

    private static PairwiseReport Pairs(IReadOnlyList<JudgedCase> cases) =>
        PairwiseReport.Of(
            [.. cases.Select(item => item.Gold == "A" ? PairChoice.A : PairChoice.B)],
            [
                .. cases.Select(item => new SwappedVerdict(
                    item.Verdict.Swap!.Verdicts[0] == "A" ? ShownChoice.First : ShownChoice.Second,
                    item.Verdict.Swap.Verdicts[1] == "A" ? ShownChoice.Second : ShownChoice.First
                )),
            ]
        );
}
