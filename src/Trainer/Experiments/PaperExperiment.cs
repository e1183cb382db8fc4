// The paper's comparison in miniature (arXiv 2603.11665): one judge for all tasks or one a task, tuned on labels or by reinforcement, all from
// the same base; examined on the six tasks they were trained on, and on pairs, a format that none of them was trained on.
using JudgeCore.Checkpoints;
using Trainer.Grpo;
using Trainer.Gym;
using Trainer.Policies;
using Trainer.Runs;
using Trainer.Sft;

namespace Trainer.Experiments;

/// <summary><c>trainer experiment paper</c>.</summary>
/// <param name="folder">Of the experiment.</param>
/// <param name="baseFolder">The judge that every arm starts from.</param>
/// <param name="options">How much of it.</param>
/// <param name="time">Clock of the run folders.</param>
/// <param name="report">Told of every arm.</param>
internal sealed class PaperExperiment(
    string folder,
    string baseFolder,
    ExperimentOptions options,
    TimeProvider time,
    Action<string> report
)
{
    /// <summary>RL's own learning rate, and the one that measured best for supervised tuning on the validation split.</summary>
    public static IReadOnlyList<double> LearningRates { get; } = [1e-4, 3e-4];

    /// <summary>Six tasks that are trained, six pair formats that are not.</summary>
    public static IReadOnlyList<ExamPart> Exam { get; } =
    [.. ExperimentRunner.Pointwise, .. GymTasks.Pairwise.Select(task => new ExamPart(task, task))];

    /// <summary>Name of the arm of one task.</summary>
    public static string Single(string method, string task) => $"{method}-Single {task}";

    /// <summary>Name of a supervised arm on all tasks.</summary>
    public static string Unified(SftTarget target, double rate) => $"SFT-Unified {Words(target)} {Rate(rate)}";

    /// <summary>Name of a method of supervised arms on one task.</summary>
    public static string SupervisedMethod(SftTarget target) => $"SFT {Words(target)}";

    /// <summary>Runs what is missing.</summary>
    /// <returns>All results.</returns>
    public List<ArmResult> Run(CancellationToken cancellation)
    {
        var runner = new ExperimentRunner(folder, new GymExam(options.Split, options.ExamItems), Exam, time, report);
        runner.Run("base", 0, baseFolder, _ => null, cancellation);
        string digest = CheckpointDigest.Of(baseFolder, CancellationToken.None);
        for (int seed = 1; seed <= options.Seeds; seed++)
        {
            foreach (var (name, record) in Arms(seed, digest))
            {
                if (options.Only is { } part && !name.Contains(part, StringComparison.Ordinal))
                {
                    continue;
                }

                runner.Run(name, seed, baseFolder, _ => options.Apply(record), cancellation);
                cancellation.ThrowIfCancellationRequested();
            }
        }

        return runner.Results;
    }

    private IEnumerable<(string Name, RunRecord Record)> Arms(int seed, string digest)
    {
        yield return ("MT-RL", Grpo(GymTasks.Pointwise, seed, digest));
        foreach (var target in new[] { SftTarget.VerdictOnly, SftTarget.Rationale })
        {
            foreach (double rate in LearningRates)
            {
                yield return (Unified(target, rate), Sft(GymTasks.Pointwise, target, rate, seed, digest));
            }
        }

        foreach (string task in GymTasks.Pointwise)
        {
            yield return (Single("RL", task), Grpo([task], seed, digest));
        }

        foreach (var target in new[] { SftTarget.VerdictOnly, SftTarget.Rationale })
        {
            foreach (string task in GymTasks.Pointwise)
            {
                yield return (Single(SupervisedMethod(target), task), Sft([task], target, LearningRates[0], seed, digest));
            }
        }
    }

    // Every task has the same number of questions, whether it is trained alone or among others.
    private RunRecord Grpo(string[] tasks, int seed, string digest) =>
        Common(RunVerb.Grpo, tasks, seed, digest) with
        {
            Grpo = new GrpoOptions { Prompts = 8 * tasks.Length },
        };

    // Twice the questions of a rollout: about the same processor time as sampling and learning from eight answers to each.
    private RunRecord Sft(string[] tasks, SftTarget target, double rate, int seed, string digest) =>
        Common(RunVerb.Sft, tasks, seed, digest) with
        {
            Optimizer = new OptimizerOptions { LearningRate = rate },
            Sft = new SftOptions { BatchSize = 16 * tasks.Length, Target = target },
        };

    private RunRecord Common(RunVerb verb, string[] tasks, int seed, string digest) =>
        new()
        {
            Verb = verb,
            Base = baseFolder,
            BaseDigest = digest,
            Seed = seed,
            Steps = options.Steps,
            Mixture = new MixtureOptions { Gym = tasks.ToDictionary(task => task, _ => 1.0) },
            Policy = new PolicyOptions { Threads = options.Threads },
            Optimizer = new OptimizerOptions { LearningRate = LearningRates[0] },
            CheckpointEvery = 25,
            KeepCheckpoints = 1,
        };

    private static string Words(SftTarget target) => target == SftTarget.VerdictOnly ? "verdict only" : "with rationale";

    private static string Rate(double rate) => rate.ToString("0e0", System.Globalization.CultureInfo.InvariantCulture);
}
