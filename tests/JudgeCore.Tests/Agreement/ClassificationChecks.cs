using System.Text.Json;
using JudgeCore.Agreement;
using JudgeCore.Tests.Reference;

namespace JudgeCore.Tests.Agreement;

/// <summary>Recorded classification cases: with abstentions both treatments, without them one block in which both must agree.</summary>
internal static class ClassificationChecks
{
    public static void Check(ReferenceCase recorded, double tolerance)
    {
        string[] labels = [.. Texts(recorded.Field("labels")).OfType<string>()];
        var truth = ClassLabels.Index(labels, Texts(recorded.Field("y_true")));
        var predicted = ClassLabels.Index(labels, Texts(recorded.Field("y_pred")));
        recorded.Expect("coverage", ClassLabels.Coverage(predicted), tolerance);
        var answered = ClassificationReport.AnsweredOnly(truth, predicted, labels.Length);
        var wrong = ClassificationReport.AbstentionIsWrong(truth, predicted, labels.Length);
        if (!recorded.Has("answered_only"))
        {
            Block(recorded, answered!, tolerance);
            Block(recorded, wrong, tolerance);
            return;
        }

        if (recorded.IsNull("answered_only"))
        {
            Assert.Null(answered);
        }
        else
        {
            var block = recorded.Object("answered_only");
            Block(block, answered!, tolerance);
            block.Finish();
        }
        var asWrong = recorded.Object("abstain_is_wrong");
        Scores(asWrong, wrong, tolerance);
        asWrong.Expect("kappa_abstain_as_category", wrong.Kappa, tolerance);
        Assert.True(double.IsNaN(wrong.LinearKappa), "an abstention has no place in an order");
        asWrong.Finish();
    }

    private static void Block(ReferenceCase recorded, ClassificationReport report, double tolerance)
    {
        Scores(recorded, report, tolerance);
        recorded.Expect("macro_f1_observed", report.MacroF1Observed, tolerance);
        recorded.Expect("confusion", report.Confusion.Select(r => r.Select(n => (double)n)), 0);
        var kappa = recorded.Object("kappa");
        kappa.Expect("none", report.Kappa, tolerance);
        kappa.Expect("linear", report.LinearKappa, tolerance);
        kappa.Expect("quadratic", report.QuadraticKappa, tolerance);
        kappa.Finish();
    }

    private static void Scores(ReferenceCase recorded, ClassificationReport report, double tolerance)
    {
        recorded.Expect("accuracy", report.Accuracy, tolerance);
        recorded.Expect("macro_f1", report.MacroF1, tolerance);
        recorded.Expect("precision", report.Classes.Select(c => c.Precision), tolerance);
        recorded.Expect("recall", report.Classes.Select(c => c.Recall), tolerance);
        recorded.Expect("f1", report.Classes.Select(c => c.F1), tolerance);
        recorded.Expect("support", report.Classes.Select(c => (double)c.Support), 0);
    }

    private static string?[] Texts(JsonElement list) =>
        [.. list.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.Null ? null : e.ToString())];
}
