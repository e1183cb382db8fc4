using JudgeCore.Tasks;
using Trainer.Commands;
using Trainer.Data;

namespace Trainer.Tests.Data;

public sealed class StudyImportTests : IDisposable
{
    private readonly LabelledFolder folder = new();

    public StudyImportTests()
    {
        foreach (int i in Enumerable.Range(1, 4))
        {
            folder.Picture($"{i}.png", i);
        }

        Table(
            "items.csv",
            """
            item_id,file,prompt,group,split,generator
            x1,1.png,"a cup, red",p1,train,dalle
            x2,2.png,a ball,p2,train,own
            x3,3.png,a tree,p3,test,own
            x4,4.png,,,train,own
            """
        );
    }

    [Fact]
    public void Ratings_become_items_with_the_raters_shares()
    {
        Table(
            "ratings.csv",
            """
            item_id,rater_id,task,value
            x1,r1,appeal,4
            x1,r2,appeal,2
            x1,r3,appeal,5
            x1,r3,appeal,4
            x3,r1,appeal,1
            x1,r1,realism,3
            """
        );
        var report = Import().Ratings("ratings.csv", Scale());
        Assert.Equal((2, 1), (report.Items, report.LeftOut.Values.Single()));
        var item = JudgingFile.Read(report.Path).Items[0];
        Assert.Equal(("x1-appeal", "quality-scale", "p1", "train"), (item.Id, item.Task, item.Group, item.Split));

        // The later rating of r3 counts: 4, 2, 4, whose mean 3.33 is nearest to 3.
        Assert.Equal("3", item.Label);
        Assert.Equal(2 / 3.0, item.Posterior!["4"], 1e-5);
        Assert.Equal(1 / 3.0, item.Posterior["2"], 1e-5);
        Assert.Equal(3, item.Votes!.Count);

        // The scale takes no text, and no one is told who made the picture.
        Assert.Null(item.Text);
        Assert.DoesNotContain("dalle", File.ReadAllText(report.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_task_that_takes_a_text_gets_the_prompt()
    {
        Table("ratings.csv", "item_id,rater_id,task,value\nx1,r1,match,yes\n");
        var report = Import()
            .Ratings("ratings.csv", new Dictionary<string, JudgingTask> { ["match"] = BuiltInTasks.All["alignment"] });
        Assert.Equal("a cup, red", JudgingFile.Read(report.Path).Items[0].Text);
    }

    [Fact]
    public void Comparisons_become_one_item_a_pair()
    {
        Table(
            "comparisons.csv",
            """
            comparison_id,left_item,right_item,rater_id,winner,repeat_of
            c1,x1,x2,r1,left,
            c2,x2,x1,r2,left,
            c3,x2,x1,r3,right,
            c4,x1,x2,r1,tie,
            c5,x2,x1,r1,left,c1
            c6,x1,x3,r1,left,
            c7,x4,x1,r1,left,
            """
        );
        var report = Import().Comparisons(BuiltInTasks.All["pairwise-technical"]);
        Assert.Equal([1, 1], report.LeftOut.Values);
        var items = JudgingFile.Read(report.Path).Items;
        Assert.Equal(["x1+x2", "x1+x4"], items.Select(item => item.Id));

        // x1 has 2.5 votes and x2 1.5, half a vote more for either: 3 of 5.
        Assert.Equal(0.6, items[0].Posterior!["first"], 1e-9);
        Assert.Equal(("first", "p1+p2", "train"), (items[0].Label, items[0].Group, items[0].Split));

        // Shown on the left x4 won; the item has x1 first. An item without a group is its own.
        Assert.Equal(0.75, items[1].Posterior!["second"], 1e-9);
        Assert.Equal(("second", "p1+x4"), (items[1].Label, items[1].Group));
        Assert.Equal(["images/x1.png", "images/x4.png"], items[1].Images);
    }

    [Theory]
    [InlineData("item_id,rater_id,task,value\nx1,r1,appeal,6\n", "ratings.csv line 2: the value '6'")]
    [InlineData("item_id,rater_id,task,value\nx9,r1,appeal,3\n", "ratings.csv line 2: the item 'x9'")]
    [InlineData("item_id,rater_id,task\nx1,r1,appeal\n", "ratings.csv line 1: the column 'value' is missing")]
    [InlineData("item_id,rater_id,task,value\nx1,r1,other,3\n", "nothing is left to import")]
    public void Bad_tables_are_told_by_file_and_line(string table, string sentence)
    {
        Table("ratings.csv", table);
        var error = Assert.Throws<JudgingDataException>(() => Import().Ratings("ratings.csv", Scale()));
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(folder.Path, "out")));
    }

    [Fact]
    public void Raters_at_random_are_outvoted_where_reliability_is_asked_for()
    {
        // Three raters tell the truth about 60 pictures, two answer at random.
        var random = new Random(8);
        List<string> items = ["item_id,file"];
        List<string> ratings = ["item_id,rater_id,task,value"];
        for (int i = 0; i < 60; i++)
        {
            string truth = i % 2 == 0 ? "yes" : "no";
            items.Add($"y{i:00},1.png");
            ratings.AddRange(new[] { "a", "b", "c" }.Select(rater => $"y{i:00},{rater},ok,{truth}"));
            ratings.AddRange(new[] { "d", "e" }.Select(rater => $"y{i:00},{rater},ok,{(random.Next(2) == 0 ? "yes" : "no")}"));
        }

        Table("items.csv", string.Join('\n', items));
        Table("ratings.csv", string.Join('\n', ratings));
        var map = new Dictionary<string, JudgingTask> { ["ok"] = BuiltInTasks.All["technical"] };
        var trusted = JudgingFile.Read(Import(reliable: true).Ratings("ratings.csv", map).Path).Items;
        Assert.All(trusted, item => Assert.True(item.Posterior![item.Label] > 0.95));
        Assert.All(trusted.Index(), item => Assert.Equal(item.Index % 2 == 0 ? "yes" : "no", item.Item.Label));
    }

    [Fact]
    public async Task The_command_says_what_is_missing_or_does_not_fit()
    {
        Table("ratings.csv", "item_id,rater_id,task,value\nx1,r1,appeal,3\n");
        string output = Path.Combine(folder.Path, "out");
        Assert.Equal(1, await Run("ratings", "--output", output));
        Assert.Equal(1, await Run("ratings", "--output", output, "--map", "appeal=pairwise-technical"));
        Assert.Equal(1, await Run("ratings", "--output", output, "--map", "appeal=beauty"));
        Assert.Equal(1, await Run("comparisons", "--output", output, "--task", "technical"));
        Assert.Equal(0, await Run("ratings", "--output", output, "--map", "appeal=quality-scale"));
        Assert.Equal(1, await Run("ratings", "--output", output, "--map", "appeal=quality-scale"));
    }

    public void Dispose() => folder.Dispose();

    private Task<int> Run(string layout, params string[] options) =>
        DataCommand
            .Create()
            .Parse(["import", layout, folder.Path, .. options])
            .InvokeAsync(cancellationToken: TestContext.Current.CancellationToken);

    private StudyImport Import(bool reliable = false) => new(folder.Path, Path.Combine(folder.Path, "out"), reliable);

    private static Dictionary<string, JudgingTask> Scale() => new() { ["appeal"] = BuiltInTasks.All["quality-scale"] };

    private void Table(string name, string text) => File.WriteAllText(Path.Combine(folder.Path, name), text);
}
