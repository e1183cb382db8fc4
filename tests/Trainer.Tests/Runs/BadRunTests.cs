using System.Text.Json.Nodes;
using JudgeCore.Tests;
using Trainer.Commands;
using Trainer.Policies;
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
    public void Bad_data_names_file_and_line(string line, string place, string reason)
    {
        File.WriteAllText(folder.File("bad.jsonl"), $"{Good}\n{line}\n");
        string message = Fails(WithFile(new DataFile(folder.File("bad.jsonl"))));
        Assert.Contains(place, message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
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
