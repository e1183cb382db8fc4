using System.Text.Json;
using JudgeCore.Agreement;
using JudgeCore.Gates;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;
using Trainer.Commands;
using Trainer.Evaluation;
using Trainer.Tests.Gates;

namespace Trainer.Tests.Evaluation;

public sealed class TaskEvaluationTests
{
    [Fact]
    public void Figures_of_certain_labels_are_those_of_the_plain_measures()
    {
        var random = new Random(4);
        List<Prediction> cases = [.. Enumerable.Range(0, 300).Select(i => Scale(i, random.Next(5), random))];
        var task = TaskEvaluation.Of(cases);
        int[] gold = [.. cases.Select(item => item.GoldLabel)];
        int[] said = [.. cases.Select(item => item.Said)];
        var report = ClassificationReport.AbstentionIsWrong(gold, said, 5);
        Assert.Equal(report.Accuracy, task.Accuracy, 1e-12);
        Assert.Equal(report.MacroF1, task.MacroF1, 1e-12);
        Assert.Equal(report.Kappa, task.Kappa, 1e-12);
        Assert.Equal(report.QuadraticKappa, task.QuadraticKappa!.Value, 1e-12);
        Assert.Equal(report.Classes[3], task.Classes["4"]);
        var diagram = ReliabilityDiagram.Of([.. cases.Select(item => item.Confidence)], [.. gold.Zip(said, (a, b) => a == b)]);
        Assert.Equal(diagram.ExpectedError, task.CalibrationError, 1e-9);
        Assert.Equal(300, task.Calibration.Sum(bin => bin.Count));
        Assert.Equal(WilsonInterval.Of(gold.Zip(said).Count(p => p.First == p.Second), 300), task.AccuracyInterval);
        Assert.InRange(task.MacroF1, task.MacroF1Interval.Low, task.MacroF1Interval.High);
        Assert.InRange(task.Kappa, task.KappaInterval.Low, task.KappaInterval.High);
        Assert.InRange(task.Spearman!.Value, task.SpearmanInterval!.Value.Low, task.SpearmanInterval.Value.High);
        Assert.True(task.Alpha > 0.3 && task.Brier is > 0 and < 2 && task.LogLoss > 0);
    }

    [Fact]
    public void Uncertain_labels_and_weights_count_as_they_are()
    {
        // The one item of weight 3 is right with probability 0.75, the one of weight 1 surely wrong.
        Prediction[] cases = [Yes("a") with { Gold = [0.75, 0.25], Weight = 3 }, Yes("b") with { Gold = [0, 1] }];
        var task = TaskEvaluation.Of(cases);
        Assert.Equal(2.25 / 4, task.Accuracy, 1e-12);
        Assert.Equal((0.9 - 0.5625), task.CalibrationError, 1e-12);
        Assert.Equal(
            [
                [1, 0],
                [1, 0],
            ],
            task.Confusion
        );
    }

    [Fact]
    public void Pairs_are_counted_in_each_order_and_both()
    {
        // Ten pairs; the first three flip: in the order B, A they say the other label.
        var cases = new Pairs { Counts = (8, 0, 0, 2), Flips = (3, 0) }
            .Make()
            .Select(pair => pair.Champion)
            .ToList();
        var task = TaskEvaluation.Of(cases);
        Assert.Equal((0.8, 0.5, 0.65), (task.AccuracyAB, task.AccuracyBA, task.AccuracyOneOrder));
        Assert.Equal((0.5, 0.3), (task.AccuracyInBoth, task.FlipRate!.Value));
        Assert.Equal(WilsonInterval.Of(3, 10), task.FlipInterval);
    }

    [Fact]
    public void Families_format_and_agreement_of_modes_are_reported()
    {
        List<Prediction> cases =
        [
            .. new Pairs
            {
                Family = "a",
                Counts = (8, 0, 0, 2),
                WellFormed = (9, 0),
            }
                .Make()
                .Select(pair => pair.Champion),
            .. new Pairs
            {
                Family = "b",
                Counts = (4, 0, 0, 6),
                WellFormed = (9, 0),
            }
                .Make()
                .Select(pair => pair.Champion),
        ];
        List<Prediction> reasoned =
        [
            .. new Pairs
            {
                Family = "a",
                Counts = (7, 0, 0, 3),
                Mode = VerdictMode.Reasoned,
            }
                .Make()
                .Select(pair => pair.Champion),
        ];
        var evaluation = Trainer.Evaluation.Evaluation.Of(new ModelIdentity("m", "d"), "validation", [.. cases, .. reasoned]);
        var task = evaluation.Tasks[0];
        Assert.Equal((0.8, 0.4, 10), (task.Families["a"].Accuracy, task.Families["b"].Accuracy, task.Families["a"].Items));
        Assert.Equal(0.9, task.FormatRate);
        Assert.Null(evaluation.Tasks[1].FormatRate);
        Assert.Empty(evaluation.Tasks[1].Families);

        // Only the ten items that both modes answered count; the eighth differs.
        Assert.Equal(0.9, evaluation.ModeAgreement["safety"], 1e-12);
        Assert.Equal([0.6, 0.7], evaluation.Overall.Select(overall => Math.Round(overall.Accuracy, 9)));

        // The card command reads what evaluate writes.
        string json = JsonSerializer.Serialize(evaluation, EvaluateCommand.Json);
        var read = JsonSerializer.Deserialize<Trainer.Evaluation.Evaluation>(json, EvaluateCommand.Json)!;
        Assert.Equal(json, JsonSerializer.Serialize(read, EvaluateCommand.Json));
    }

    [Fact]
    public void Predictions_survive_their_file()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File(PredictionFile.Name);
        var cases = new Pairs { Flips = (3, 0), WellFormed = (5, 0) }
            .Make()
            .Select(pair => pair.Champion)
            .ToList();
        PredictionFile.Write(path, cases);
        Assert.Equal(JsonSerializer.Serialize(cases), JsonSerializer.Serialize(PredictionFile.Read(path)));
        File.AppendAllText(path, "{\"source\":\"gym\"}\n");
        var error = Assert.Throws<Trainer.Runs.RunException>(() => PredictionFile.Read(path));
        Assert.Contains("line 101", error.Message, StringComparison.Ordinal);
    }

    private static Prediction Yes(string id) =>
        new()
        {
            Source = EvidenceSource.Data,
            Id = id,
            Task = "safety",
            Kind = TaskKind.Labels,
            Family = "safety",
            Group = id,
            Mode = VerdictMode.Verdict,
            Labels = ["yes", "no"],
            Gold = [1, 0],
            Weight = 1,
            Label = "yes",
            Distribution = [0.9, 0.1],
        };

    private static Prediction Scale(int id, int gold, Random random)
    {
        double[] mass = [.. Enumerable.Range(0, 5).Select(k => random.NextDouble() + (k == gold ? 0.8 : 0))];
        double[] distribution = [.. mass.Select(m => m / mass.Sum())];
        string[] labels = ["1", "2", "3", "4", "5"];
        return Yes($"{id}") with
        {
            Kind = TaskKind.Scale,
            Labels = labels,
            Gold = [.. Enumerable.Range(0, 5).Select(k => k == gold ? 1.0 : 0)],
            Distribution = distribution,
            Label = labels[Array.IndexOf(distribution, distribution.Max())],
        };
    }
}
