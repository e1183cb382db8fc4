using Trainer.Data;
using Trainer.Gym;
using Trainer.Policies;
using Trainer.Runs;
using Trainer.Tests.Data;

namespace Trainer.Tests.Runs;

/// <summary>Nothing of a held-out item is ever trained on.</summary>
public sealed class HeldOutTests : IDisposable
{
    private readonly TinyCheckpoint judge = new();
    private readonly LabelledFolder folder = new();
    private readonly string heldOut;

    public HeldOutTests() =>
        heldOut = folder.Write(
            "heldout.jsonl",
            LabelledFolder.Item("h1", "held-1", folder.Picture("h1.png", 1)),
            LabelledFolder.Item("h2", "held-2", folder.Picture("h2.png", 2))
        );

    [Fact]
    public void A_picture_of_a_held_out_item_is_refused_under_another_name_too()
    {
        string train = folder.Write(
            "train.jsonl",
            LabelledFolder.Item("a", "g1", folder.Picture("a.png", 10)),
            LabelledFolder.Item("b", "g2", folder.Picture("b.png", 2))
        );
        string message = Refusal(train, heldOut);
        Assert.Contains("train.jsonl line 2: the picture 'b.png' is held out in", message, StringComparison.Ordinal);
        Assert.Contains("heldout.jsonl line 2", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_within_a_pair_is_refused_too()
    {
        string train = folder.Write(
            "train.jsonl",
            LabelledFolder.Item("a", "g1", folder.Picture("a.png", 10), folder.Picture("b.png", 1))
        );
        Assert.Contains("line 1: the picture 'b.png'", Refusal(train, heldOut), StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_of_a_held_out_item_is_refused()
    {
        string train = folder.Write("train.jsonl", LabelledFolder.Item("a", "held-1", folder.Picture("a.png", 10)));
        Assert.Contains("line 1: the group 'held-1' is held out in", Refusal(train, heldOut), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("test", null)]
    [InlineData("validation", null)]
    [InlineData("test", "test")]
    public void Items_of_other_splits_than_training_are_refused(string split, string? named)
    {
        string train = folder.Write(
            "train.jsonl",
            LabelledFolder.Item("a", "g1", folder.Picture("a.png", 10)) with
            {
                Split = split,
            }
        );
        Assert.Contains($"line 1: the item is of the split '{split}'", Refusal(train, null, named), StringComparison.Ordinal);
    }

    [Fact]
    public void What_shares_nothing_is_trained_on()
    {
        string train = folder.Write(
            "train.jsonl",
            LabelledFolder.Item("a", "g1", folder.Picture("a.png", 10)) with
            {
                Split = "train",
            }
        );
        using var run = Begin(train, heldOut, null, steps: 1);
        Assert.Equal(
            RunEventKind.Finished,
            new TrainingRun(run, TimeProvider.System).Train((_, _) => { }, CancellationToken.None).Outcome
        );
    }

    [Fact]
    public void A_missing_held_out_file_stops_the_run()
    {
        string train = folder.Write("train.jsonl", LabelledFolder.Item("a", "g1", folder.Picture("a.png", 10)));
        Assert.Contains("none.jsonl", Refusal(train, Path.Combine(folder.Path, "none.jsonl")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_gyms_reserved_pictures_never_come_up_in_training()
    {
        using var run = RunFolder.Begin(Path.Combine(folder.Path, "run"), judge.Grpo());
        using var setup = RunSetup.Open(run);
        HashSet<string> reserved =
        [
            .. new[] { GymSplit.Validation, GymSplit.Test }.SelectMany(split =>
                Enumerable.Range(0, 50).Select(i => Pixels(GymTasks.Balanced("technical", split, i).Scenes[0]))
            ),
        ];
        Assert.Equal(100, reserved.Count);
        for (int step = 0; step < 20; step++)
        {
            foreach (var question in setup.Mixture.Draw(step, 8, bothOrders: true))
            {
                Assert.StartsWith("gym/train/", question.Case.Id, StringComparison.Ordinal);
            }
        }

        // Whatever the seed of a run, even those of the reserved splits' own streams: the split is part of every scene.
        foreach (int seed in new[] { 0, 1, 1000, int.MaxValue, -1 })
        {
            for (int i = 0; i < 50; i++)
            {
                var scene = GymTasks.Balanced("technical", GymSplit.Train(seed), i).Scenes[0];
                Assert.Equal("train", GymSplit.Of(scene));
                Assert.DoesNotContain(Pixels(scene), reserved);
            }
        }
    }

    public void Dispose()
    {
        judge.Dispose();
        folder.Dispose();
    }

    private static string Pixels(Scene scene) =>
        Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(SceneRenderer.Render(scene)));

    private RunFolder Begin(string train, string? held, string? split, int steps) =>
        RunFolder.Begin(
            Path.Combine(folder.Path, "run"),
            judge.Grpo(steps) with
            {
                Mixture = new MixtureOptions
                {
                    Files = [new DataFile(train, Split: split)],
                    HeldOut = held is null ? [] : [held],
                    ReasonedShare = 0,
                },
            }
        );

    private string Refusal(string train, string? held, string? split = null)
    {
        using var run = Begin(train, held, split, steps: 1);
        string message = Assert
            .Throws<RunException>(() => new TrainingRun(run, TimeProvider.System).Train((_, _) => { }, CancellationToken.None))
            .Message;
        Assert.False(File.Exists(run.MetricsFile));
        Assert.False(Directory.Exists(run.ModelFolder));
        return message;
    }
}
