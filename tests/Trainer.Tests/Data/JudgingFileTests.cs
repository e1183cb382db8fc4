using Trainer.Data;

namespace Trainer.Tests.Data;

public class JudgingFileTests
{
    private const string Good =
        """{"id":"a","task":"alignment","images":["x.png"],"text":"a red ball","label":"yes","group":"g"}""";

    [Fact]
    public void What_is_written_is_read_again()
    {
        using var folder = new TemporaryFolder();
        JudgingItem[] items =
        [
            new()
            {
                Id = "1",
                Task = "safety",
                Images = ["images/a.png"],
                Label = "no",
                Group = "g1",
            },
            new()
            {
                Id = "2",
                Task = "pairwise-alignment",
                Images = ["images/a.png", "images/b.png"],
                Text = "ein Ball \u00fcber \"allem\"\nzweite Zeile \u2028",
                Label = "first",
                Rationale = "left red ball",
                Group = "g2",
                Family = "pairwise-alignment/object",
                Split = "validation",
            },
        ];

        JudgingFile.Write(folder.File("data.jsonl"), items);
        var read = JudgingFile.Read(folder.File("data.jsonl"), requireImages: false);

        Assert.Equal(2, File.ReadAllLines(folder.File("data.jsonl")).Length);
        Assert.Equal(items.Length, read.Items.Count);
        for (int i = 0; i < items.Length; i++)
        {
            Assert.Equal(items[i].Images, read.Items[i].Images);
            Assert.Equal(items[i] with { Images = [] }, read.Items[i] with { Images = [] });
        }

        Assert.Equal(folder.File("images/a.png"), read.ImagePath(read.Items[0].Images[0]));
    }

    [Theory]
    [InlineData("""{"id":"b","task":""", "not one JSON object")]
    [InlineData("[1]", "not one JSON object")]
    [InlineData("null", "null")]
    [InlineData("""{"id":"b","task":"t","images":["x.png"],"group":"g"}""", "missing: label")]
    [InlineData("""{"id":"b","task":"t","images":["x.png"],"label":"yes","group":"g","lable":"no"}""", "'lable' is unknown")]
    [InlineData("""{"id":"b","task":"t","images":["x.png"],"label":3,"group":"g"}""", "'label'")]
    [InlineData("""{"id":"b","task":"t","images":["x.png"],"label":"yes","label":"no","group":"g"}""", "label")]
    [InlineData("""{"id":"b","task":" ","images":["x.png"],"label":"yes","group":"g"}""", "'task' is empty")]
    [InlineData("""{"id":"b","task":"t","images":["x.png"],"label":null,"group":"g"}""", "'label' is empty")]
    [InlineData("""{"id":"b","task":"t","images":[],"label":"yes","group":"g"}""", "'images' has 0 entries")]
    [InlineData("""{"id":"b","task":"t","images":null,"label":"yes","group":"g"}""", "'images' has 0 entries")]
    [InlineData(
        """{"id":"b","task":"t","images":["x.png","x.png","x.png"],"label":"yes","group":"g"}""",
        "'images' has 3 entries"
    )]
    [InlineData("""{"id":"b","task":"t","images":["y.png"],"label":"yes","group":"g"}""", "'y.png' does not exist")]
    [InlineData("""{"id":"b","task":"t","images":["../x.png"],"label":"yes","group":"g"}""", "not a path below")]
    [InlineData("""{"id":"b","task":"t","images":["/etc/x.png"],"label":"yes","group":"g"}""", "not a path below")]
    [InlineData("""{"id":"b","task":"t","images":["x.png"],"label":"yes","group":"g","split":"dev"}""", "'split' is 'dev'")]
    [InlineData("""{"id":"a","task":"t","images":["x.png"],"label":"yes","group":"g"}""", "already used on line 1")]
    public void A_bad_line_is_named_with_file_and_line(string line, string says)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("x.png"), "");
        File.WriteAllLines(folder.File("bad.jsonl"), [Good, "", line]);

        var error = Assert.Throws<JudgingDataException>(() => JudgingFile.Read(folder.File("bad.jsonl")));

        Assert.StartsWith($"{folder.File("bad.jsonl")} line 3: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_later_check_can_still_name_the_line()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("x.png"), "");
        File.WriteAllLines(folder.File("data.jsonl"), ["", Good]);

        var error = JudgingFile.Read(folder.File("data.jsonl")).Error(0, "the task 'alignment' is unknown");

        Assert.Equal($"{folder.File("data.jsonl")} line 2: the task 'alignment' is unknown", error.Message);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        using var folder = new TemporaryFolder();

        var error = Assert.Throws<JudgingDataException>(() => JudgingFile.Read(folder.File("none.jsonl")));

        Assert.Contains("none.jsonl", error.Message, StringComparison.Ordinal);
    }
}
