using System.CommandLine;
using SkiaSharp;
using Trainer.Commands;
using Trainer.Data;

namespace Trainer.Tests.Commands;

public class GymCommandTests
{
    [Fact]
    public void Sheet_writes_a_picture_into_a_new_folder()
    {
        using var folder = new TemporaryFolder();

        Assert.Equal(0, Run("sheet", folder.File("new/sheet.png"), "--count", "3", "--columns", "3", "--enlarge", "1").Code);

        using var bitmap = SKBitmap.Decode(folder.File("new/sheet.png"));
        Assert.True(bitmap.Width > bitmap.Height / 2);
    }

    [Fact]
    public void Export_writes_the_chosen_tasks_the_same_way_each_time()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in new[] { "a", "b" })
        {
            Assert.Equal(
                0,
                Run(
                    "export",
                    folder.File(name),
                    "--tasks",
                    "safety",
                    "technical",
                    "--count",
                    "4",
                    "--seed",
                    "9",
                    "--policy",
                    "people-indoors"
                ).Code
            );
        }

        var items = JudgingFile.Read(folder.File("a/items.jsonl")).Items;
        Assert.Equal(8, items.Count);
        Assert.Equal(["safety", "technical"], items.Select(item => item.Task).Distinct());
        foreach (string file in Directory.GetFiles(folder.File("a"), "*", SearchOption.AllDirectories))
        {
            string twin = Path.Combine(folder.File("b"), Path.GetRelativePath(folder.File("a"), file));
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(twin));
        }
    }

    [Fact]
    public void A_folder_that_holds_an_export_is_refused_in_a_sentence()
    {
        using var folder = new TemporaryFolder();
        string[] command = ["export", folder.File("x"), "--tasks", "technical", "--count", "2"];
        Assert.Equal(0, Run(command).Code);

        var (code, errors) = Run(command);

        Assert.Equal(1, code);
        Assert.Equal($"{folder.File("x/items.jsonl")} exists already; choose another folder", errors.Trim());
    }

    [Theory]
    [InlineData("--count", "0", "--count is 0, it takes 1 to 1000000")]
    [InlineData("--tasks", "beauty", "beauty")]
    [InlineData("--split", "dev", "dev")]
    [InlineData("--policy", "none", "none")]
    public void A_wrong_option_is_named_and_nothing_is_written(string option, string value, string says)
    {
        using var folder = new TemporaryFolder();

        var (code, errors) = Run("export", folder.File("x"), option, value);

        Assert.NotEqual(0, code);
        Assert.Contains(says, errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("x")));
    }

    private static (int Code, string Errors) Run(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        int code = GymCommand.Create().Parse(arguments).Invoke(new InvocationConfiguration { Output = output, Error = errors });
        return (code, errors.ToString());
    }
}
