// Reinforcement learning writes G answers to each of its questions: together through the engine, or one after the other as a plain loop would.
using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Trainer.Grpo;
using Trainer.Gym;
using Trainer.Losses;
using Trainer.Policies;
using Trainer.Runs;

namespace JudgeBench;

/// <summary><c>rollouts</c>: sampled tokens a second, all at once and one by one, and how far the trainer's recomputed log-probabilities are from the sampler's.</summary>
internal static class RolloutsCommand
{
    private const int MaxTokens = 48;

    public static Command Create()
    {
        var folder = new Argument<string>("checkpoint") { Description = "Checkpoint folder." };
        var prompts = Number("--prompts", "Questions.", 32);
        var group = Number("--group", "Answers to each.", 16);
        var threads = Number("--threads", "Threads.", 2);
        var rounds = Number("--rounds", "Rounds; the best of each way counts.", 3);
        var output = new Option<string?>("--output") { Description = "JSON file of the result." };
        var command = new Command("rollouts", "Sampled tokens a second, all at once and one by one.")
        {
            folder,
            prompts,
            group,
            threads,
            rounds,
            output,
        };
        command.SetAction(arguments =>
        {
            var hardware = Hardware.Read();
            List<RolloutTiming> timings = [];
            foreach (bool bf16 in (bool[])[false, true])
            {
                timings.Add(
                    Measure(
                        arguments.GetValue(folder)!,
                        bf16,
                        arguments.GetValue(prompts),
                        arguments.GetValue(group),
                        arguments.GetValue(threads),
                        arguments.GetValue(rounds)
                    )
                );
            }

            var result = new RolloutsResult(
                TimeProvider.System.GetUtcNow(),
                ServiceCommand.Commit(),
                string.Join(' ', arguments.Tokens.Select(token => token.Value)),
                hardware,
                timings
            );
            string text = JsonSerializer.Serialize(result, LoadCommand.Json);
            Console.WriteLine(text);
            if (arguments.GetValue(output) is { } file)
            {
                File.WriteAllText(file, text + "\n");
            }
        });
        return command;
    }

    private static Option<int> Number(string name, string description, int value) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };

    private static RolloutTiming Measure(string checkpoint, bool bf16, int prompts, int group, int threads, int rounds)
    {
        string work = Directory.CreateTempSubdirectory("mtrl-bench-").FullName;
        try
        {
            var record = new RunRecord
            {
                Verb = RunVerb.Grpo,
                Base = Path.GetFullPath(checkpoint),
                Steps = 1,
                CompletionsEvery = 0,
                Mixture = new MixtureOptions { Gym = GymTasks.Pointwise.ToDictionary(task => task, _ => 1.0) },
                Policy = new PolicyOptions { Threads = threads, Bf16 = bf16 },
                Grpo = new()
                {
                    Prompts = prompts,
                    GroupSize = group,
                    DropGroupsWithoutSignal = false, // the gap is one of all answers, right and wrong
                    SamplerCorrection = new SamplerCorrectionOptions { Mode = SamplerCorrectionMode.TokenTruncate },
                },
            };
            using var run = RunFolder.Begin(Path.Combine(work, "run"), record);
            using var setup = RunSetup.Open(run);
            var questions = setup.Mixture.Draw(0, prompts, record.Grpo.BothOrders);
            using var together = new AnswerWriter(setup.Policy, MaxTokens, 1);
            using var alone = new AnswerWriter(setup.Policy, MaxTokens, 1) { MaxSequences = 1, SharesPrompts = false };
            using var sharing = new AnswerWriter(setup.Policy, MaxTokens, 1) { MaxSequences = 1 };
            double fast = 0;
            double slow = 0;
            double shared = 0;
            for (int round = 0; round < rounds; round++)
            {
                fast = Math.Max(fast, TokensPerSecond(together));
                slow = Math.Max(slow, TokensPerSecond(alone));
                shared = Math.Max(shared, TokensPerSecond(sharing));
            }

            var metrics = setup.Step.Run(0).Metrics;
            return new RolloutTiming(
                bf16 ? "bf16" : "fp32",
                prompts,
                group,
                fast,
                slow,
                shared,
                metrics["sampling/sampling_logp_difference/mean"],
                metrics["sampling/sampling_logp_difference/max"]
            );

            double TokensPerSecond(AnswerWriter writer)
            {
                long began = Stopwatch.GetTimestamp();
                int tokens = writer
                    .Write(questions, group, 1, 0)
                    .SelectMany(answers => answers)
                    .Sum(answer => answer.Completion.Count);
                return tokens / Stopwatch.GetElapsedTime(began).TotalSeconds;
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }
}
