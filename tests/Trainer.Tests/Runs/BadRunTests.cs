using System.Text.Json.Nodes;
using JudgeCore.Tests;
using Trainer.Commands;
using Trainer.Policies;
using Trainer.Rewards;
using Trainer.Runs;

namespace Trainer.Tests.Runs;

/// <summary>Runs that cannot begin: a sentence that names what is wrong, exit.json, and a folder that is as it was.</summary>
public sealed class BadRunTests : IDisposable
{
    private const string Good = """{"id":"a","task":"technical","images":["a.png"],"label":"yes","group":"g","split":"train"}""";

    private readonly TinyCheckpoint judge = new();
    private readonly TemporaryFolder folder = new();

    public BadRunTests() => File.Copy(Path.Combine(Fixtures.Root, "examples", "red-ball.png"), folder.File("a.png"));

    [Theory]
    [InlineData("{broken", "bad.jsonl line 2", "not one JSON object")]
    [InlineData("""{"id":"b","task":"beauty","images":["a.png"],"label":"yes","group":"g"}""", "bad.jsonl line 2", "'beauty'")]
    [InlineData("""{"id":"b","task":"technical","images":["b.png"],"label":"yes","group":"g"}""", "bad.jsonl line 2", "'b.png'")]
    [InlineData(
        """{"id":"b","task":"technical","images":["a.png"],"label":"maybe","group":"g"}""",
        "bad.jsonl line 2",
        "'maybe'"
    )]
    [InlineData(
        """{"id":"b","task":"technical","images":["a.png","a.png"],"label":"yes","group":"g"}""",
        "bad.jsonl line 2",
        "1 image"
    )]
    [InlineData(
        """{"id":"b","task":"technical","images":["a.png"],"label":"yes","posterior":{"yes":0.2},"group":"g"}""",
        "bad.jsonl line 2",
        "add up to 1"
    )]
    [InlineData(
        """{"id":"b","task":"technical","images":["a.png"],"label":"yes","weight":-1,"group":"g"}""",
        "bad.jsonl line 2",
        "'weight'"
    )]
    [InlineData(
        """{"id":"b","task":"technical","images":["a.png"],"label":"yes","votes":[{"label":"maybe"}],"group":"g"}""",
        "bad.jsonl line 2",
        "'maybe'"
    )]
    [InlineData(
        """{"id":"b","task":"technical","images":["a.png"],"label":"yes","votes":[{"label":"yes","weight":-1}],"group":"g"}""",
        "bad.jsonl line 2",
        "'weight'"
    )]
    [InlineData(
        """{"id":"b","task":"technical","images":["a.png"],"label":"yes","votes":[{"label":"yes","confusion":[[1]]}],"group":"g"}""",
        "bad.jsonl line 2",
        "'confusion' of a vote must have 2 rows"
    )]
    [InlineData(
        """{"id":"b","task":"technical","images":["a.png"],"label":"yes","posterior":{"yes":NaN,"no":0},"group":"g"}""",
        "bad.jsonl line 2",
        "not one JSON object"
    )]
    [InlineData(
        """{"id":"b","task":"technical","images":["a.png"],"label":"yes","posterior":{"yes":1e999,"no":0},"group":"g"}""",
        "bad.jsonl line 2",
        "add up to 1"
    )]
    [InlineData(
        """{"id":"b","task":"technical","images":["a.png"],"label":"yes","votes":[{"label":"yes","weight":1e999}],"group":"g"}""",
        "bad.jsonl line 2",
        "'weight'"
    )]
    public void Bad_data_names_file_and_line(string line, string place, string reason)
    {
        File.WriteAllText(folder.File("bad.jsonl"), $"{Good}\n{line}\n");
        string message = Fails(WithFile(new DataFile(folder.File("bad.jsonl"))));
        Assert.Contains(place, message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Votes_that_tell_nothing_give_no_reward_and_do_no_harm()
    {
        // The only rater has weight 0: the reward is not a number, and is left out instead of spreading.
        File.WriteAllText(
            folder.File("good.jsonl"),
            """{"id":"b","task":"technical","images":["a.png"],"label":"yes","votes":[{"label":"yes","weight":0}],"group":"g"}"""
        );
        var record = WithFile(new DataFile(folder.File("good.jsonl"))) with { Steps = 2 };
        using var run = RunFolder.Begin(folder.File("run"), record with { Grpo = record.Grpo with { Gold = GoldUse.Votes } });
        var exit = new TrainingRun(run, TimeProvider.System).Train((_, _) => { }, CancellationToken.None);
        Assert.Equal(RunEventKind.Finished, exit.Outcome);
        Assert.All(
            StepLog.Read(run.MetricsFile),
            line => Assert.True(double.IsFinite(line.Line.GetProperty("loss").GetDouble()))
        );
    }

    [Fact]
    public void A_disk_that_is_full_from_the_start_is_told_in_a_sentence()
    {
        string path = folder.File("run");
        using var run = RunFolder.Begin(path, judge.Grpo(2));
        File.CreateSymbolicLink(run.EventsFile, "/dev/full");
        var error = Assert.Throws<RunException>(() =>
            new TrainingRun(run, TimeProvider.System).Train((_, _) => { }, CancellationToken.None)
        );
        Assert.StartsWith("the run folder cannot be written or read", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(run.ModelFolder));
    }

    [Fact]
    public void A_disk_that_fills_up_leaves_a_folder_that_goes_on_when_there_is_room()
    {
        using var disk = SmallDisk.TryMount(6);
        Assert.SkipWhen(disk is null, "a small disk can only be mounted by root");
        var record = judge.Grpo(8) with { CheckpointEvery = 1, KeepCheckpoints = 2 };
        var before = Metrics(folder.File("undisturbed"), record);
        string path = Path.Combine(disk.Path, "run");
        using (var run = RunFolder.Begin(path, record))
        {
            int steps = 0;
            var error = Assert.Throws<RunException>(() =>
                new TrainingRun(run, TimeProvider.System).Train(
                    (step, _) =>
                    {
                        steps = step;
                        if (step == 4)
                        {
                            disk.Fill();
                        }
                    },
                    CancellationToken.None
                )
            );
            Assert.Contains("No space left", error.Message, StringComparison.Ordinal);
            Assert.InRange(steps, 4, 5);
            Assert.False(Directory.Exists(run.ModelFolder));
        }

        disk.Free();
        Assert.Equal(before, Metrics(path, null));
    }

    [Fact]
    public void An_empty_split_is_told()
    {
        File.WriteAllText(folder.File("bad.jsonl"), $"{Good}\n");
        Assert.Contains(
            "no item of split 'validation'",
            Fails(WithFile(new DataFile(folder.File("bad.jsonl"), Split: "validation"))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Data_that_changed_since_the_start_is_refused()
    {
        File.WriteAllText(folder.File("bad.jsonl"), $"{Good}\n");
        Assert.Contains(
            "has changed",
            Fails(WithFile(new DataFile(folder.File("bad.jsonl"), Sha256: new string('0', 64)))),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Another_base_is_refused() =>
        Assert.Contains("digest", Fails(judge.Grpo() with { BaseDigest = new string('0', 64) }), StringComparison.Ordinal);

    [Fact]
    public void A_mixture_of_nothing_is_refused() =>
        Assert.Contains(
            "nothing to train on",
            Fails(judge.Grpo() with { Mixture = new MixtureOptions() }),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("{\"verb\":\"grpo\"}", "base")]
    [InlineData("{\"verb\":\"dream\",\"base\":\"x\"}", "verb")]
    [InlineData("{\"verb\":\"grpo\",\"base\":\"x\",\"sped\":1}", "sped")]
    [InlineData("{\"verb\":\"grpo\",\"base\":\"x\",\"grpo\":{\"groupSize\":1}}", "grpo.groupSize")]
    [InlineData("{\"verb\":\"grpo\",\"base\":\"x\",\"grpo\":{\"loss\":{\"epsilonHigh\":-1}}}", "epsilonHigh")]
    [InlineData("{\"verb\":\"grpo\",\"base\":\"x\",\"steps\":0}", "steps")]
    [InlineData("nonsense", "invalid")]
    public void A_bad_record_names_its_field(string json, string field)
    {
        File.WriteAllText(folder.File(RunRecord.FileName), json);
        var error = Assert.Throws<RunException>(() => RunFolder.Open(folder.Path));
        Assert.Contains(field, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_of_the_command_line_reach_every_field()
    {
        var record = RecordOptions.Build(
            RunVerb.Grpo,
            judge.Folder,
            ["pointwise", "safety=3"],
            [],
            ["steps=7", "grpo.loss.kind=cispo", "grpo.guided.share=0.5", "policy.lora.rank=4"]
        );
        Assert.Equal(7, record.Steps);
        Assert.Equal(Trainer.Losses.PolicyLossKind.Cispo, record.Grpo.Loss.Kind);
        Assert.Equal(0.5, record.Grpo.Guided.Share);
        Assert.Equal(4, record.Policy.Lora!.Rank);
        Assert.Equal(3, record.Mixture.Gym["safety"]);
        Assert.Equal(1, record.Mixture.Gym["technical"]);
    }

    [Theory]
    [InlineData("steps", "PATH=VALUE")]
    [InlineData("steps=many", "steps")]
    [InlineData("grpo.losses=1", "losses")]
    public void A_bad_assignment_is_told(string assignment, string reason)
    {
        var error = Assert.Throws<RunException>(() => RecordOptions.Build(RunVerb.Grpo, judge.Folder, [], [], [assignment]));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        judge.Dispose();
        folder.Dispose();
    }

    private static string Metrics(string path, RunRecord? record)
    {
        using var run = record is null ? RunFolder.Open(path) : RunFolder.Begin(path, record);
        var exit = new TrainingRun(run, TimeProvider.System).Train((_, _) => { }, CancellationToken.None);
        Assert.Equal(RunEventKind.Finished, exit.Outcome);
        return string.Join(
            '\n',
            StepLog
                .Read(run.MetricsFile)
                .SelectMany(line => line.Line.EnumerateObject())
                .Where(field => !field.Name.StartsWith("time/", StringComparison.Ordinal))
                .Select(field => $"{field.Name} {field.Value}")
        );
    }

    private RunRecord WithFile(DataFile file) => judge.Grpo() with { Mixture = new MixtureOptions { Files = [file] } };

    // The run fails with the sentence that exit.json has, and what it was begun from is untouched.
    private string Fails(RunRecord record)
    {
        string path = folder.File("run");
        using var run = RunFolder.Begin(path, record);
        string before = File.ReadAllText(Path.Combine(path, RunRecord.FileName));
        var error = Assert.Throws<RunException>(() =>
            new TrainingRun(run, TimeProvider.System).Train((_, _) => { }, CancellationToken.None)
        );
        var exit = JsonNode.Parse(File.ReadAllText(run.ExitFile))!;
        Assert.Equal("failed", exit["outcome"]!.GetValue<string>());
        Assert.Equal(error.Message, exit["message"]!.GetValue<string>());
        Assert.Equal(before, File.ReadAllText(Path.Combine(path, RunRecord.FileName)));
        Assert.False(Directory.Exists(run.ModelFolder));
        return error.Message;
    }
}
