using JudgeCore.Checkpoints;
using Trainer.Commands;
using Trainer.Policies;
using Trainer.Runs;

namespace Trainer.Tests.Runs;

public sealed class TrainingRunTests : IDisposable
{
    private readonly TinyCheckpoint judge = new();
    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Verbs => [nameof(RunVerb.Grpo), nameof(RunVerb.Sft)];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void A_run_that_is_stopped_after_every_step_equals_an_undisturbed_one(string verb)
    {
        var record = Record(verb);
        Train("whole", record);
        using (RunFolder.Begin(folder.File("parts"), record)) { }
        for (int start = 0; start < record.Steps; start++)
        {
            using var stop = new CancellationTokenSource();
            using var run = RunFolder.Open(folder.File("parts"));
            new TrainingRun(run, TimeProvider.System).Train((_, _) => stop.Cancel(), stop.Token);
        }

        Assert.Equal(Numbers("whole"), Numbers("parts"));
        if (record.Verb == RunVerb.Grpo)
        {
            Assert.Equal(
                File.ReadAllText(File_("whole", "completions.jsonl")),
                File.ReadAllText(File_("parts", "completions.jsonl"))
            );
        }

        Assert.Equal(
            File.ReadAllBytes(File_("whole", "model/model.safetensors")),
            File.ReadAllBytes(File_("parts", "model/model.safetensors"))
        );
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Training_changes_the_weights_and_leaves_a_checkpoint_that_loads(string verb)
    {
        Train("run", Record(verb));
        string model = File_("run", "model");
        Assert.NotEqual(
            CheckpointDigest.Of(judge.Folder, CancellationToken.None),
            CheckpointDigest.Of(model, CancellationToken.None)
        );
        using var loaded = JudgeCore.Models.ModelLoader.Load(model, JudgeCore.Models.ComputePolicy.Bf16Cpu);
        Assert.Equal(record(verb), JudgeCard.Read(model).Training!["verb"]!.GetValue<string>());

        static string record(string verb) => verb == nameof(RunVerb.Grpo) ? "grpo" : "sft";
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Layers_computed_again_give_the_same_gradients(bool adapter)
    {
        var policy = new PolicyOptions { Lora = adapter ? new LoraOptions { Rank = 2 } : null };
        Train("remembered", judge.Grpo() with { Policy = policy });
        Train("recomputed", judge.Grpo() with { Policy = policy with { ActivationCheckpointing = true } });
        Assert.Equal(Numbers("remembered"), Numbers("recomputed"));
    }

    [Fact]
    public void A_damaged_checkpoint_is_passed_over_for_the_one_before()
    {
        var record = judge.Grpo();
        Train("whole", record);
        using (RunFolder.Begin(folder.File("hurt"), record)) { }
        using (var stop = new CancellationTokenSource())
        using (var run = RunFolder.Open(folder.File("hurt")))
        {
            new TrainingRun(run, TimeProvider.System).Train(
                (step, _) =>
                {
                    if (step == 5)
                        stop.Cancel();
                },
                stop.Token
            );
        }

        string newest = Path.Combine(folder.File("hurt"), "checkpoints", "step-0000005", "model.safetensors");
        byte[] bytes = File.ReadAllBytes(newest);
        bytes[^9] ^= 1;
        File.WriteAllBytes(newest, bytes);
        using (var run = RunFolder.Open(folder.File("hurt")))
        {
            new TrainingRun(run, TimeProvider.System).Train((_, _) => { }, CancellationToken.None);
        }

        Assert.Equal(Numbers("whole"), Numbers("hurt"));
        Assert.Contains("step-0000005 is damaged", File.ReadAllText(File_("hurt", "events.jsonl")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_killed_process_left_half_written_is_cut_or_ignored()
    {
        var record = judge.Grpo();
        Train("whole", record);
        using (RunFolder.Begin(folder.File("torn"), record)) { }
        using (var stop = new CancellationTokenSource())
        using (var run = RunFolder.Open(folder.File("torn")))
        {
            new TrainingRun(run, TimeProvider.System).Train((_, _) => stop.Cancel(), stop.Token);
        }

        // Lines of steps that no checkpoint has, half a line, and half a checkpoint.
        File.AppendAllText(File_("torn", "metrics.jsonl"), "{\"step\":2,\"loss\":9}\n{\"step\":3,\"lo");
        File.AppendAllText(File_("torn", "completions.jsonl"), "{\"step\":2}\n{\"st");
        Directory.CreateDirectory(File_("torn", "checkpoints/.step-0000002.77-1.tmp"));
        using (var run = RunFolder.Open(folder.File("torn")))
        {
            new TrainingRun(run, TimeProvider.System).Train((_, _) => { }, CancellationToken.None);
        }

        Assert.Equal(Numbers("whole"), Numbers("torn"));
        Assert.Empty(Directory.GetDirectories(File_("torn", "checkpoints"), ".*"));
    }

    [Fact]
    public void Two_processes_never_train_in_one_folder()
    {
        using var first = RunFolder.Begin(folder.File("run"), judge.Grpo());
        var error = Assert.Throws<RunException>(() => RunFolder.Open(folder.File("run")));
        Assert.Contains("another process", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_adapter_run_resumes_and_publishes_an_adapter()
    {
        var record = judge.Grpo() with
        {
            Policy = new PolicyOptions
            {
                Lora = new LoraOptions { Rank = 2, Targets = ["q_proj", "down_proj"] },
            },
        };
        Train("whole", record);
        using (RunFolder.Begin(folder.File("parts"), record)) { }
        for (int start = 0; start < 2; start++)
        {
            using var stop = new CancellationTokenSource();
            using var run = RunFolder.Open(folder.File("parts"));
            int steps = 0;
            new TrainingRun(run, TimeProvider.System).Train(
                (_, _) =>
                {
                    if (++steps == 3)
                        stop.Cancel();
                },
                stop.Token
            );
        }

        Assert.Equal(Numbers("whole"), Numbers("parts"));
        Assert.True(File.Exists(File_("whole", "model/adapter_model.safetensors")));
    }

    [Fact]
    public async Task A_start_that_its_options_stopped_may_be_repeated_with_others_and_a_run_may_not()
    {
        string path = folder.File("again");
        string[] start = ["grpo", path, "--base", judge.Folder, "--gym", "technical", "--set", "grpo.prompts=1", "--set"];
        Assert.NotEqual(0, await InvokeAsync([.. start, "steps=1", "--gym", "beauty"]));
        Assert.True(File.Exists(Path.Combine(path, RunRecord.FileName)));
        Assert.Equal(0, await InvokeAsync([.. start, "steps=1"]));
        Assert.Equal(1, await InvokeAsync([.. start, "steps=2"]));
        Assert.Equal(1, RunRecord.Read(Path.Combine(path, RunRecord.FileName)).Steps);
    }

    public void Dispose()
    {
        judge.Dispose();
        folder.Dispose();
    }

    private static Task<int> InvokeAsync(string[] arguments) =>
        RunCommand.Create(RunVerb.Grpo, TimeProvider.System).Parse(arguments[1..]).InvokeAsync();

    private RunRecord Record(string verb) => verb == nameof(RunVerb.Grpo) ? judge.Grpo() : judge.Sft();

    private void Train(string name, RunRecord record)
    {
        using var run = RunFolder.Begin(folder.File(name), record);
        var exit = new TrainingRun(run, TimeProvider.System).Train((_, _) => { }, CancellationToken.None);
        Assert.Equal(RunEventKind.Finished, exit.Outcome);
    }

    private string File_(string run, string file) => Path.Combine(folder.File(run), file);

    // Everything but how long it took.
    private List<string> Numbers(string run) =>
        [
            .. StepLog
                .Read(File_(run, "metrics.jsonl"))
                .Select(line =>
                    string.Join(
                        ' ',
                        line.Line.EnumerateObject()
                            .Where(field => !field.Name.StartsWith("time/", StringComparison.Ordinal))
                            .Select(field => $"{field.Name}={field.Value}")
                    )
                ),
        ];
}
