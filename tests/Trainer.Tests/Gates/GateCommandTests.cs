using System.CommandLine;
using System.Text.Json.Nodes;
using JudgeCore.Adapters;
using JudgeCore.Checkpoints;
using JudgeCore.Gates;
using JudgeCore.Models;
using Trainer.Commands;
using Trainer.Evaluation;
using Trainer.Gates;
using Trainer.Gym;
using Trainer.Tests.Runs;
using static TorchSharp.torch;

namespace Trainer.Tests.Gates;

/// <summary>evaluate, compare and gate from the command line, over a small random judge.</summary>
public sealed class GateCommandTests : IDisposable
{
    private readonly TinyCheckpoint judge = new();
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter errors = new();

    public GateCommandTests() =>
        new GymExport(folder.File("held"), GymSplit.Validation, 1).Write(["technical", "pairwise-technical"], 40);

    [Fact]
    public async Task A_gate_over_two_equal_judges_refuses_and_leaves_its_report()
    {
        int code = await Gate(
            "--gym-items",
            "20",
            "--gym-tasks",
            "safety",
            "--gym-policies",
            "noFlameIndoor",
            "no-knife-near-person",
            "--free-items",
            "4"
        );
        Assert.Equal((3, ""), (code, errors.ToString()));
        var report = GateReport.Parse(File.ReadAllText(folder.File("out/gate.json")));
        Assert.Equal(GateOutcome.Failed, report.Outcome);
        Assert.Equal(report.Champion.Digest, report.Candidate.Digest);
        Assert.Equal(
            ["data pairwise-technical", "data technical", "gym safety"],
            report
                .Slices.Where(slice => slice.Family is null)
                .Select(slice => $"{slice.Source.ToString().ToLowerInvariant()} {slice.Task}")
                .Distinct()
                .Order()
        );
        Assert.All(report.Slices, slice => Assert.Equal(0, slice.Accuracy.Value));
        var first = PredictionFile.Read(folder.File("out/predictions-champion.jsonl"));
        var second = PredictionFile.Read(folder.File("out/predictions-candidate.jsonl"));
        Assert.Equal((40 + 40 + 20) * 2, first.Count);

        // Both policies stand in the prompt.
        Assert.All(first.Where(p => p.Task == "safety"), p => Assert.Equal("safety/written", p.Family));

        // Four items a task and mode were answered freely.
        Assert.Equal(4 * 3 * 2, first.Count(prediction => prediction.Free is not null));
        Assert.All(
            first.Where(p => p.Free is not null),
            p => Assert.Equal(p.Task == "pairwise-technical" ? 2 : 1, p.Free!.Count)
        );

        // The same report follows from the predictions alone.
        var again = new Gate(report.Rules, first[0].Mode).Decide(
            PairedPrediction.Match(first, second, strategies: false),
            report.Champion,
            report.Candidate,
            report.CreatedAt
        );
        Assert.Equal(report.ToJson(), again.ToJson());
    }

    [Fact]
    public async Task Too_few_items_have_an_exit_code_of_their_own()
    {
        File.WriteAllText(folder.File("rules.json"), """{"minimumItems":1000,"rounds":200,"improve":"each"}""");
        Assert.Equal(4, await Gate("--rules", folder.File("rules.json"), "--free-items", "0", "--modes", "verdict"));
        var report = GateReport.Parse(File.ReadAllText(folder.File("out/gate.json")));
        Assert.Equal((GateOutcome.InsufficientEvidence, ImprovementScope.Each), (report.Outcome, report.Rules.Improve));
        Assert.DoesNotContain(report.Results, result => result.Rule == "format");
    }

    [Theory]
    [InlineData("""{"taskMargn":0.1}""", "taskMargn")]
    [InlineData("""{"confidence":1.5}""", "confidence")]
    [InlineData("""{"improve":"sometimes"}""", "improve")]
    [InlineData("nonsense", "rules.json")]
    public async Task Bad_rules_are_refused_by_name_and_leave_no_report(string rules, string words)
    {
        File.WriteAllText(folder.File("rules.json"), rules);
        Assert.Equal(1, await Gate("--rules", folder.File("rules.json")));
        Assert.Contains(words, errors.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("out/gate.json")));
    }

    [Theory]
    [InlineData("--gym-items", "3", "--gym-tasks", "beauty", "has no task 'beauty'")]
    [InlineData("--gym-items", "3", "--gym-policies", "anarchy", "no policy 'anarchy'")]
    [InlineData("--split", "train", "--free-items", "0", "has no item of split 'train'")]
    [InlineData("--split", "test", "--free-items", "0", "has no item of split 'test'")]
    [InlineData("--threads", "0", "--free-items", "0", "--threads is 0")]
    [InlineData("--device", "gpu", "--free-items", "0", "--device: 'gpu' is none of cpu, cuda")]
    public async Task Bad_options_are_told(string option, string value, string second, string secondValue, string words)
    {
        Assert.Equal(1, await Gate(option, value, second, secondValue));
        Assert.Contains(words, errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_old_report_does_not_outlive_a_gate_that_could_not_be_held()
    {
        Directory.CreateDirectory(folder.File("out"));
        File.WriteAllText(folder.File("out/gate.json"), "{}");
        Assert.Equal(
            1,
            await Invoke(
                GateCommand.Create(TimeProvider.System),
                "--champion",
                folder.File("none"),
                "--candidate",
                judge.Folder,
                "--data",
                folder.File("held/items.jsonl"),
                "--output",
                folder.File("out")
            )
        );
        Assert.Contains("none has no config.json", errors.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("out/gate.json")));
    }

    [Fact]
    public async Task An_adapter_is_asked_beside_the_champions_weights()
    {
        string adapter = WriteAdapter(scale: 1);
        Assert.Equal(3, await GateOf(adapter, "--modes", "verdict", "--free-items", "0"));
        var report = GateReport.Parse(File.ReadAllText(folder.File("out/gate.json")));
        Assert.NotEqual(report.Champion.Digest, report.Candidate.Digest);
        Assert.Equal("adapter", report.Candidate.Version);

        // As evaluate asks it with --adapter.
        Assert.Equal(
            0,
            await Invoke(
                EvaluateCommand.Create(),
                judge.Folder,
                "--adapter",
                adapter,
                "--data",
                folder.File("held/items.jsonl"),
                "--modes",
                "verdict",
                "--free-items",
                "0",
                "--output",
                folder.File("merged.json")
            )
        );
        var evaluation = JsonNode.Parse(File.ReadAllText(folder.File("merged.json")))!;
        Assert.Equal(report.Candidate.Digest, evaluation["model"]!["digest"]!.GetValue<string>());
        Assert.Empty(Directory.GetDirectories(Path.GetTempPath(), "mtrl-merged-*"));
    }

    [Fact]
    public async Task Two_evaluations_are_compared_item_by_item()
    {
        foreach (string name in new[] { "a", "b" })
        {
            Assert.Equal(0, await Evaluate(folder.File(name), "--gym", "technical", "pairwise-safety", "--items", "12"));
        }

        foreach (string file in new[] { "evaluation.json", "predictions.jsonl", "reliability.png", "confusion.png" })
        {
            Assert.True(File.Exists(folder.File($"a/{file}")), file);
        }

        Assert.Equal(0, await Invoke(CompareCommand.Create(), folder.File("a"), folder.File("b"), "--output", folder.File("c")));
        var comparison = JsonNode.Parse(File.ReadAllText(folder.File("c/comparison.json")))!;
        Assert.Equal("a", comparison["first"]!.GetValue<string>());

        // Two modes of a pointwise task; two modes and two strategies of a pair.
        var slices = comparison["slices"]!.AsArray().Where(slice => slice!["family"] is null).ToList();
        Assert.Equal(2 + 4, slices.Count);
        Assert.All(slices, slice => Assert.Equal(0, slice!["changedVerdicts"]!.GetValue<int>()));

        Assert.Equal(0, await Evaluate(folder.File("d"), "--gym", "technical", "--items", "6"));
        Assert.Equal(1, await Invoke(CompareCommand.Create(), folder.File("a"), folder.File("d")));
        Assert.Contains("was answered by the first judge only", errors.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await Invoke(CompareCommand.Create(), folder.File("a"), judge.Folder));
        Assert.Contains("has no predictions.jsonl", errors.ToString(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        judge.Dispose();
        folder.Dispose();
        errors.Dispose();
    }

    private Task<int> Evaluate(string output, params string[] options) =>
        Invoke(EvaluateCommand.Create(), [judge.Folder, "--output", output, "--free-items", "2", .. options]);

    private Task<int> Gate(params string[] options) => GateOf(judge.Folder, options);

    private Task<int> GateOf(string candidate, params string[] options) =>
        Invoke(
            GateCommand.Create(TimeProvider.System),
            [
                "--champion",
                judge.Folder,
                "--candidate",
                candidate,
                "--data",
                folder.File("held/items.jsonl"),
                "--output",
                folder.File("out"),
                .. options,
            ]
        );

    private Task<int> Invoke(Command command, params string[] arguments)
    {
        errors.GetStringBuilder().Clear();
        return command
            .Parse(arguments)
            .InvokeAsync(new InvocationConfiguration { Error = errors }, TestContext.Current.CancellationToken);
    }

    // Random matrices that change the answers.
    private string WriteAdapter(double scale)
    {
        string path = folder.File("adapter");
        using var guard = no_grad();
        using var model = ModelLoader.Load(judge.Folder, ComputePolicy.Fp32Cpu);
        using var adapter = LoraAdapter.Attach(
            model,
            new AdapterConfig
            {
                Rank = 2,
                Alpha = 4,
                Targets = AdapterTargets.Named(["q_proj", "v_proj"]),
            },
            seed: 5
        );
        using var generator = new Generator(5);
        foreach (var part in adapter.Weights)
        {
            part.B.normal_(0, scale, generator);
        }

        AdapterFolder.Write(path, adapter.Config, adapter.Weights);
        return path;
    }
}
