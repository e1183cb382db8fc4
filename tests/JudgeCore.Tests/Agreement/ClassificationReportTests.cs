using JudgeCore.Agreement;

namespace JudgeCore.Tests.Agreement;

public sealed class ClassificationReportTests
{
    [Fact]
    public void A_judge_that_abstains_does_not_look_better_than_it_is()
    {
        int[] truth = [0, 0, 1, 1];
        int[] predicted = [0, ClassLabels.Abstained, 1, ClassLabels.Abstained];
        Assert.Equal(1, ClassificationReport.AnsweredOnly(truth, predicted, 2)!.Accuracy);
        Assert.Equal(0.5, ClassificationReport.AbstentionIsWrong(truth, predicted, 2).Accuracy);
        Assert.Equal(0.5, ClassLabels.Coverage(predicted));
    }

    [Fact]
    public void No_item_has_no_figures()
    {
        var report = ClassificationReport.AbstentionIsWrong([], [], 2);
        Assert.True(double.IsNaN(report.Accuracy) && double.IsNaN(report.MacroF1) && double.IsNaN(report.Kappa));
        Assert.Null(ClassificationReport.AnsweredOnly([], [], 2));
    }

    [Fact]
    public void A_label_outside_the_task_is_named()
    {
        var error = Assert.Throws<ArgumentException>(() => ClassLabels.Index(["yes", "no"], ["yes", "maybe"]));
        Assert.Contains("values[1] is \"maybe\"", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ClassificationReport.AnsweredOnly([0], [2], 2));
        Assert.Throws<ArgumentException>(() => ClassificationReport.AnsweredOnly([2], [0], 2));
        Assert.Throws<ArgumentException>(() => ClassificationReport.AnsweredOnly([0, 1], [0], 2));
    }
}
