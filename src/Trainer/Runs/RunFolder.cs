// The run folder is the contract between whoever starts a run and the trainer: everything that a run needs and leaves behind. See docs/runs.md.
using System.Text;
using System.Text.Json;
using JudgeCore.Checkpoints;

namespace Trainer.Runs;

/// <summary>An opened run folder; while it is open no other process trains in it.</summary>
internal sealed class RunFolder : IDisposable
{
    private const string LockFile = ".lock";
    private const string MetricsName = "metrics.jsonl";
    private const string CheckpointsName = "checkpoints";

    private readonly FileStream guard;

    private RunFolder(string path, RunRecord record, FileStream guard) => (Path, Record, this.guard) = (path, record, guard);

    public string Path { get; }

    /// <summary>run.json as it is on disk.</summary>
    public RunRecord Record { get; }

    public string MetricsFile => File(MetricsName);

    public string CompletionsFile => File("completions.jsonl");

    public string EventsFile => File("events.jsonl");

    public string EvaluationFile => File("evaluation.json");

    public string ExitFile => File("exit.json");

    public string CheckpointsFolder => File(CheckpointsName);

    /// <summary>The finished model: a checkpoint folder to serve, or a PEFT adapter.</summary>
    public string ModelFolder => File("model");

    /// <summary>Begins a run in a new or empty folder.</summary>
    /// <exception cref="RunException">There is a run already, or the record is not sound.</exception>
    public static RunFolder Begin(string path, RunRecord record)
    {
        Directory.CreateDirectory(path);
        string file = System.IO.Path.Combine(path, RunRecord.FileName);
        if (System.IO.File.Exists(file))
        {
            throw new RunException(
                $"{System.IO.Path.GetFileName(path)} already holds a run; name only the folder to go on with it, or take another folder"
            );
        }

        record.Validate(file);
        AtomicFile.Write(file, record.ToJson());
        return Open(path);
    }

    /// <summary>Whether the run in a folder never took a step.</summary>
    public static bool IsUntrained(string path) =>
        !System.IO.File.Exists(System.IO.Path.Combine(path, MetricsName))
        && !Directory.Exists(System.IO.Path.Combine(path, CheckpointsName));

    /// <summary>Begins a run in the place of one that never took a step.</summary>
    /// <exception cref="RunException">The record is not sound, or another process is at work in the folder.</exception>
    public static RunFolder BeginAgain(string path, RunRecord record)
    {
        string file = System.IO.Path.Combine(path, RunRecord.FileName);
        record.Validate(file);
        var guard = Lock(path);
        AtomicFile.Write(file, record.ToJson());
        return new RunFolder(System.IO.Path.GetFullPath(path), record, guard);
    }

    /// <summary>Opens a folder with a run.json.</summary>
    /// <exception cref="RunException">There is none, it is malformed, or another process is at work in the folder.</exception>
    public static RunFolder Open(string path)
    {
        string file = System.IO.Path.Combine(path, RunRecord.FileName);
        if (!System.IO.File.Exists(file))
        {
            throw new RunException($"{file} does not exist: the folder holds no run");
        }

        var record = RunRecord.Read(file);
        record.Validate(file);
        return new RunFolder(System.IO.Path.GetFullPath(path), record, Lock(path));
    }

    /// <summary>A path inside the folder.</summary>
    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Appends one line of progress that readers may follow while the run goes on.</summary>
    public void Report(RunEvent line) => AppendLine(EventsFile, JsonSerializer.Serialize(line, RunRecord.LineJson));

    /// <summary>Records how the run ended, with whole sentences; written last.</summary>
    public void Exit(RunExit exit) => AtomicFile.Write(ExitFile, JsonSerializer.Serialize(exit, RunRecord.Json) + "\n");

    /// <summary>Removes what an earlier start left: until this one ends, the run has no end.</summary>
    public void ForgetExit() => System.IO.File.Delete(ExitFile);

    public void Dispose() => guard.Dispose();

    /// <summary>One write a line: a kill leaves a half line at most, which readers and <see cref="StepLog"/> pass over.</summary>
    internal static void AppendLine(string file, string line)
    {
        using var stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        stream.Write(Encoding.UTF8.GetBytes(line + "\n"));
    }

    private static FileStream Lock(string path)
    {
        try
        {
            // Released by the system when the process dies, however it dies.
            return new FileStream(
                System.IO.Path.Combine(path, LockFile),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (IOException error)
        {
            throw new RunException($"another process is training in {System.IO.Path.GetFileName(path)}", error);
        }
    }
}
