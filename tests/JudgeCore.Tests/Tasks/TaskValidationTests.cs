using JudgeCore.Tasks;

namespace JudgeCore.Tests.Tasks;

public class TaskValidationTests
{
    private static readonly JudgingTask Good = new()
    {
        Name = "lone-product-2",
        Kind = TaskKind.Labels,
        Rubric = "Does the picture show the product alone?",
        Labels = ["yes", "no"],
        FavourableLabel = "yes",
    };

    private static readonly JudgingTask Scale = Good with { Kind = TaskKind.Scale, FavourableLabel = null };

    [Fact]
    public void Good_tasks_pass()
    {
        Assert.Null(TaskValidation.FirstFault(Good));
        Assert.Null(TaskValidation.FirstFault(Scale with { Labels = ["bad", "fair", "good"] }));
        Assert.Null(TaskValidation.FirstFault(Scale with { Labels = ["1", "2", "3"] }));
        Assert.Null(TaskValidation.FirstFault(Scale with { Labels = ["3", "2", "1"] })); // rank 1 is the best
        Assert.Null(
            TaskValidation.FirstFault(Good with { Labels = [.. Numbers(TaskValidation.MaxLabels)], FavourableLabel = "7" })
        );
        Assert.All(BuiltInTasks.All.Values, task => Assert.Null(TaskValidation.FirstFault(task)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Upper")]
    [InlineData("-a")]
    [InlineData("a--b")]
    [InlineData("a\n")]
    [InlineData("é")]
    public void Names_are_plain(string name) => Faulty(Good with { Name = name }, "name", TaskValidation.MaxName);

    [Fact]
    public void Lengths_are_limited()
    {
        Assert.Null(TaskValidation.FirstFault(Good with { Name = new string('a', TaskValidation.MaxName) }));
        Faulty(Good with { Name = new string('a', TaskValidation.MaxName + 1) }, "name", TaskValidation.MaxName);
        Assert.Null(TaskValidation.FirstFault(Good with { Rubric = new string('a', TaskValidation.MaxRubric) }));
        Faulty(Good with { Rubric = new string('a', TaskValidation.MaxRubric + 1) }, "rubric", TaskValidation.MaxRubric);
        Faulty(Good with { Rubric = " \n" }, "rubric", TaskValidation.MaxRubric);
        Faulty(
            Good with
            {
                Labels = ["yes", new string('n', TaskValidation.MaxLabel + 1)],
            },
            "labels[1]",
            TaskValidation.MaxLabel
        );
        Faulty(Scale with { Labels = [.. Numbers(TaskValidation.MaxLabels + 1)] }, "labels", TaskValidation.MaxLabels);
        Faulty(Good with { Labels = ["yes"] }, "labels", TaskValidation.MaxLabels);
        Faulty(Good with { Kind = TaskKind.Pairwise, Labels = ["a", "b", "c"], FavourableLabel = null }, "labels", 2);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" no")]
    [InlineData("n\no")]
    [InlineData("no</think>")]
    [InlineData(null)]
    public void Labels_are_words(string? label) =>
        Faulty(Good with { Labels = ["yes", label!] }, "labels[1]", TaskValidation.MaxLabel);

    [Theory]
    [InlineData("café", "café")]
    [InlineData("café", "cafe\u0301")]
    [InlineData("Yes", "yes")]
    public void Labels_can_be_told_apart(string one, string other) => Faulty(Scale with { Labels = [one, other] }, "labels");

    [Fact]
    public void Numbers_of_a_scale_are_in_order()
    {
        Faulty(Scale with { Labels = ["1", "3", "2"] }, "labels");
        Faulty(Scale with { Labels = ["1", "1.0"] }, "labels");
        Assert.Null(TaskValidation.FirstFault(Good with { Labels = ["1", "3", "2"], FavourableLabel = null }));
    }

    [Fact]
    public void Fields_fit_the_kind()
    {
        Faulty(Good with { PointwiseTwin = "other" }, "pointwiseTwin");
        Faulty(Good with { FavourableLabel = "maybe" }, "favourableLabel");
        Faulty(Scale with { FavourableLabel = "yes" }, "favourableLabel");
        Faulty(Good with { TextName = "two\nlines" }, "textName", TaskValidation.MaxLabel);
    }

    private static IEnumerable<string> Numbers(int count) =>
        Enumerable.Range(1, count).Select(number => number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static void Faulty(JudgingTask task, string field, int? limit = null)
    {
        var fault = TaskValidation.FirstFault(task);
        Assert.NotNull(fault);
        Assert.Equal(field, fault.Field);
        Assert.Equal(limit, fault.Limit);
        Assert.EndsWith(".", fault.Message, StringComparison.Ordinal);
    }
}
