// The loop in miniature: the house rules of the safety task change, people correct N verdicts, the served judge is trained on them.
using JudgeCore.Checkpoints;
using JudgeCore.Tasks;
using Trainer.Data;
using Trainer.Grpo;
using Trainer.Gym;
using Trainer.Policies;
using Trainer.Runs;
using Trainer.Sft;

namespace Trainer.Experiments;

/// <summary><c>trainer experiment online</c>: how many corrections, and which method, teach a judge a changed policy.</summary>
/// <param name="folder">Of the experiment.</param>
/// <param name="judge">Checkpoint folder of the served judge.</param>
/// <param name="options">How much of it.</param>
/// <param name="time">Clock of the run folders.</param>
/// <param name="report">Told of every arm.</param>
internal sealed class OnlineExperiment(
    string folder,
    string judge,
    ExperimentOptions options,
    TimeProvider time,
    Action<string> report
)
{
    /// <summary>Exam part of the policy that is new.</summary>
    public const string NewPolicy = "new policy";

    /// <summary>Exam part of the safety prompts whose policy stands in the prompt: the siblings that must not suffer.</summary>
    public const string WrittenPolicies = "written policies";

    // The served judge never saw pictures of these seeds.
    private const int FirstSeed = 1000;

    private static readonly SafetyPolicy[] Written = [SafetyPolicy.NoKnifeNearPerson, SafetyPolicy.NoFlameIndoor];

    private static readonly SimulatedRaters FiveRaters = new(Good: 3, Bad: 2, Overlap: 3);

    /// <summary>What every arm is examined on.</summary>
    public static IReadOnlyList<ExamPart> Exam { get; } =
    [
        new(NewPolicy, BuiltInTasks.Safety, [SafetyPolicy.PeopleIndoors]),
        new(WrittenPolicies, BuiltInTasks.Safety, Written),
        .. GymTasks.Pointwise.Where(task => task != BuiltInTasks.Safety).Select(task => new ExamPart(task, task)),
    ];

    /// <summary>Runs what is missing.</summary>
    /// <returns>All results.</returns>
    public List<ArmResult> Run(CancellationToken cancellation)
    {
        var exam = new GymExam(options.Split, options.ExamItems);
        var runner = new ExperimentRunner(folder, exam, Exam, time, report);
        runner.Run("served", 0, judge, _ => null, cancellation);
        for (int seed = 1; seed <= options.Seeds; seed++)
        {
            foreach (int count in options.Corrections)
            {
                foreach (var (method, raters, weighted) in Methods())
                {
                    string name = $"{method} {(raters ? weighted ? "weighted raters" : "majority of raters" : "clean")} {count}";
                    if (options.Only is { } part && !name.Contains(part, StringComparison.Ordinal))
                    {
                        continue;
                    }

                    runner.Run(name, seed, judge, path => Record(path, method, count, seed, raters, weighted), cancellation);
                    cancellation.ThrowIfCancellationRequested();
                }
            }
        }

        return runner.Results;
    }

    private static IEnumerable<(string Method, bool Raters, bool Weighted)> Methods()
    {
        yield return ("guided GRPO", false, false);
        yield return ("plain GRPO", false, false);
        yield return ("SFT verdict", false, false);
        yield return ("SFT own reasoning", false, false);
        yield return ("guided GRPO", true, false);
        yield return ("guided GRPO", true, true);
    }

    private RunRecord Record(string path, string method, int count, int seed, bool raters, bool weighted)
    {
        WriteCorrections(path, count, seed, raters, weighted);
        var replay = GymTasks.Pointwise.ToDictionary(task => task, _ => 1.0);
        var record = new RunRecord
        {
            Verb = method.StartsWith("SFT", StringComparison.Ordinal) ? RunVerb.Sft : RunVerb.Grpo,
            Base = judge,
            BaseDigest = CheckpointDigest.Of(judge, CancellationToken.None),
            Seed = FirstSeed + seed,
            Steps = options.Steps,
            Mixture = new MixtureOptions
            {
                // Half of every batch is what people corrected, half is what the judge must not forget.
                Gym = replay,
                GymPolicies = Written,
                Files = [new DataFile("corrections.jsonl", replay.Count)],
            },
            Policy = new PolicyOptions { Threads = options.Threads },
            Optimizer = new OptimizerOptions { LearningRate = 1e-4 },
            CheckpointEvery = options.Steps,
            KeepCheckpoints = 1,
            Grpo = new GrpoOptions
            {
                // Several small updates of one rollout and a quarter of a missing group guided: chosen on the validation split (docs/log.md).
                Prompts = 32,
                Minibatches = 4,
                Guided = new GuidedOptions { Share = method == "guided GRPO" ? 0.25 : 0 },
            },
            Sft = new SftOptions
            {
                BatchSize = 64,
                Target = method == "SFT verdict" ? SftTarget.VerdictOnly : SftTarget.OwnReasoning,
                VerdictTokensOnly = method == "SFT own reasoning",
            },
        };
        return options.Apply(record);
    }

    private static void WriteCorrections(string path, int count, int seed, bool raters, bool weighted)
    {
        string file = Path.Combine(path, "corrections.jsonl");
        if (File.Exists(file))
        {
            return;
        }

        string items = Path.Combine(path, GymExport.ItemsFile);
        if (!File.Exists(items))
        {
            new GymExport(path, GymSplit.Train(FirstSeed + seed), FirstSeed + seed).Write(
                [BuiltInTasks.Safety],
                count,
                SafetyPolicy.PeopleIndoors
            );
        }

        var truth = JudgingFile.Read(items).Items.Select(item => item with { Rationale = null }).ToList();
        var labels = BuiltInTasks.All[BuiltInTasks.Safety].Labels;
        JudgingFile.Write(file, raters ? FiveRaters.Label(truth, labels, weighted, seed) : truth);
    }
}
