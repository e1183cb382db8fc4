namespace JudgeBench.Tests;

public class AimsTableTests
{
    [Fact]
    public void The_readme_shows_what_the_recorded_results_say()
    {
        string readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        var recorded = new ResultFolder(Path.Combine(Repository.Root, "bench", "results"));
        Assert.Equal(AimsTable.Write(recorded, "bench/results"), AimsTable.In(readme));
    }

    [Fact]
    public void A_row_has_the_aim_the_number_whether_it_is_reached_and_where_it_comes_from()
    {
        using var results = new MadeUpResults();
        results.Add("engine-bf16.json", MadeUpResults.Engine(0.8123, 0.7499, new LlamaTiming("bf16", 8, 1, 2)));
        string table = AimsTable.Write(results.Folder, "somewhere");
        Assert.Contains(
            "| 120 M shape, prefill of 8 prompts in bf16: share of the machine's product limit | at least 75 % | 75 % | no | [engine-bf16.json](somewhere/engine-bf16.json) | c0ffee |\n",
            table,
            StringComparison.Ordinal
        );
        Assert.Contains("| at least 80 % | 81.2 % | yes |", table, StringComparison.Ordinal);
        Assert.Contains("| at least 2 x | 3.75 x | yes |", table, StringComparison.Ordinal);
        Assert.Contains("| 0.85 to 1.15 x | picture 1.15 x, rubric 0.85 x | yes |", table, StringComparison.Ordinal);
        Assert.Contains("Measured on: made up, 3 cores, 7.5 GB, no system, no runtime.", table, StringComparison.Ordinal);
    }

    [Fact]
    public void A_preloaded_allocator_is_named_beside_the_machine()
    {
        using var results = new MadeUpResults();
        var machine = MadeUpResults.Machine with { Allocator = "another.so" };
        results.Add("engine-bf16.json", MadeUpResults.Engine(1, 1) with { Hardware = machine });
        string table = AimsTable.Write(results.Folder, "somewhere");
        Assert.Contains("no system, no runtime, another.so.", table, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_what_is_between_the_marks_is_written_anew()
    {
        string document = $"before\n{AimsTable.Begin}\nold\n{AimsTable.End}\nafter\n";
        string replaced = AimsTable.Replaced(document, "new\n");
        Assert.Equal($"before\n{AimsTable.Begin}\nnew\n{AimsTable.End}\nafter\n", replaced);
        Assert.Equal("new\n", AimsTable.In(replaced));
        Assert.Throws<InvalidDataException>(() => AimsTable.Replaced("before\nafter\n", "new\n"));
    }
}
