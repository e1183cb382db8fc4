using System.Diagnostics;
using JudgeCore.Verdicts;
using Trainer.Gym;
using Trainer.Runs;

namespace Trainer.Experiments;

/// <summary>Runs arms one after another in run folders below one folder; finished arms are never run again.</summary>
/// <param name="folder">Of the experiment.</param>
/// <param name="exam">What every arm is examined on.</param>
/// <param name="parts">Parts of the exam.</param>
/// <param name="time">Clock of the run folders.</param>
/// <param name="report">Told of what happens.</param>
internal sealed class ExperimentRunner(
    string folder,
    GymExam exam,
    IReadOnlyList<ExamPart> parts,
    TimeProvider time,
    Action<string> report
)
{
    private static readonly VerdictMode[] Modes = [VerdictMode.Verdict, VerdictMode.Reasoned];

    private readonly ResultFile results = new(Path.Combine(folder, "results.jsonl"));

    /// <summary>All results so far.</summary>
    public List<ArmResult> Results => results.Read();

    /// <summary>Trains and examines an arm with a seed, unless that was done.</summary>
    /// <param name="name">Of the arm.</param>
    /// <param name="seed">Of the run.</param>
    /// <param name="baseFolder">The checkpoint that it starts from, examined itself where there is no record.</param>
    /// <param name="record">Made only when it is needed; gives null for the base itself.</param>
    /// <param name="cancellation">Between steps.</param>
    public ArmResult? Run(
        string name,
        int seed,
        string baseFolder,
        Func<string, RunRecord?> record,
        CancellationToken cancellation
    )
    {
        if (Results.Find(result => result.Arm == name && result.Seed == seed) is { } done)
        {
            return done;
        }

        string path = Path.Combine(folder, "runs", name.Replace('/', '-').Replace(' ', '-'), $"seed-{seed}");
        Directory.CreateDirectory(path);
        double before = Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;
        string judge = baseFolder;
        if (record(path) is { } run)
        {
            using var opened = File.Exists(Path.Combine(path, RunRecord.FileName))
                ? RunFolder.Open(path)
                : RunFolder.Begin(path, run);
            var exit = new TrainingRun(opened, time).Train((_, _) => { }, cancellation);
            if (exit.Outcome != RunEventKind.Finished)
            {
                return null;
            }

            judge = opened.ModelFolder;
        }

        double seconds = Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds - before;
        var result = new ArmResult(name, seed, seconds, exam.Take(judge, parts, Modes, cancellation));
        results.Add(result);
        report($"{name}, seed {seed}: {seconds:F0} CPU s");
        return result;
    }

    /// <summary>Parts of the six pointwise tasks.</summary>
    public static IEnumerable<ExamPart> Pointwise => GymTasks.Pointwise.Select(task => new ExamPart(task, task));
}
