using Trainer.Commands;
using Trainer.Data;

namespace Trainer.Tests.Data;

public sealed class DataSplitTests : IDisposable
{
    private readonly LabelledFolder folder = new();

    [Fact]
    public void Shares_are_kept_and_the_choice_does_not_depend_on_the_order_of_lines()
    {
        var items = Enumerable
            .Range(0, 40)
            .Select(i => LabelledFolder.Item($"i{i}", $"g{i}", folder.Picture($"{i}.png", i)))
            .ToList();
        var forward = Splits(folder.Write("a.jsonl", items));
        items.Reverse();
        var backward = Splits(folder.Write("b.jsonl", items));
        Assert.Equal(forward.OrderBy(pair => pair.Key), backward.OrderBy(pair => pair.Key));
        Assert.Equal((28, 4, 8), (Count(forward, "train"), Count(forward, "validation"), Count(forward, "test")));
        Assert.NotEqual(
            forward.OrderBy(pair => pair.Key),
            Splits(folder.Write("c.jsonl", items), seed: 2).OrderBy(pair => pair.Key)
        );
    }

    [Fact]
    public void Items_that_share_a_picture_or_a_group_stay_together_also_through_others()
    {
        // a and b share a group, b and c the content of a picture under two names, c and d a group.
        string[] chain = ["a", "b", "c", "d"];
        List<JudgingItem> items =
        [
            LabelledFolder.Item("a", "g1", folder.Picture("a.png", 1)),
            LabelledFolder.Item("b", "g1", folder.Picture("b.png", 2)),
            LabelledFolder.Item("c", "g2", folder.Picture("c.png", 2)),
            LabelledFolder.Item("d", "g2", folder.Picture("d.png", 3), folder.Picture("e.png", 4)),
            .. Enumerable.Range(10, 30).Select(i => LabelledFolder.Item($"i{i}", $"h{i}", folder.Picture($"{i}.png", i))),
        ];
        string file = folder.Write("items.jsonl", items);
        for (int seed = 0; seed < 12; seed++)
        {
            var splits = Splits(file, seed);
            Assert.Single(chain.Select(id => splits[id]).Distinct());
        }
    }

    [Fact]
    public void What_is_marked_stays_and_takes_along_what_is_bound_to_it()
    {
        List<JudgingItem> items =
        [
            LabelledFolder.Item("a", "g1", folder.Picture("a.png", 1)) with
            {
                Split = "test",
            },
            LabelledFolder.Item("b", "g1", folder.Picture("b.png", 2)),
            .. Enumerable.Range(10, 20).Select(i => LabelledFolder.Item($"i{i}", $"h{i}", folder.Picture($"{i}.png", i))),
        ];
        var splits = Splits(folder.Write("items.jsonl", items));
        Assert.Equal(("test", "test"), (splits["a"], splits["b"]));
        items[1] = items[1] with { Split = "train" };
        var error = Assert.Throws<JudgingDataException>(() => Splits(folder.Write("bad.jsonl", items)));
        Assert.Contains("bad.jsonl line 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("bad.jsonl line 1 of the split 'test'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Items_that_all_belong_together_cannot_be_split()
    {
        var items = Enumerable.Range(0, 10).Select(i => LabelledFolder.Item($"i{i}", "g", folder.Picture($"{i}.png", i)));
        var error = Assert.Throws<JudgingDataException>(() => Splits(folder.Write("items.jsonl", items)));
        Assert.Contains("stays empty: of 10 items 10 belong together", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_writes_three_files_beside_the_data()
    {
        string file = folder.Write(
            "items.jsonl",
            Enumerable.Range(0, 20).Select(i => LabelledFolder.Item($"i{i}", $"g{i}", folder.Picture($"{i}.png", i)))
        );
        Assert.Equal(
            0,
            await DataCommand
                .Create()
                .Parse(["split", file, "--test", "0.25"])
                .InvokeAsync(cancellationToken: TestContext.Current.CancellationToken)
        );
        int[] counts =
        [
            .. DataSplit.Names.Select(name =>
            {
                var part = JudgingFile.Read(Path.ChangeExtension(file, $".{name}.jsonl"));
                Assert.All(part.Items, item => Assert.Equal(name, item.Split));
                return part.Items.Count;
            }),
        ];
        Assert.Equal([13, 2, 5], counts);
        Assert.Equal(
            1,
            await DataCommand
                .Create()
                .Parse(["split", file, "--test", "1.25"])
                .InvokeAsync(cancellationToken: TestContext.Current.CancellationToken)
        );
        Assert.Equal(
            1,
            await DataCommand
                .Create()
                .Parse(["split", folder.Path + "/none.jsonl"])
                .InvokeAsync(cancellationToken: TestContext.Current.CancellationToken)
        );
    }

    public void Dispose() => folder.Dispose();

    private static Dictionary<string, string> Splits(string path, int seed = 1)
    {
        var file = JudgingFile.Read(path);
        string[] splits = new DataSplit(0.1, 0.2, seed).Of(file);
        return file.Items.Zip(splits).ToDictionary(pair => pair.First.Id, pair => pair.Second);
    }

    private static int Count(Dictionary<string, string> splits, string name) => splits.Values.Count(split => split == name);
}
