using System.Diagnostics;
using System.Text.Json;
using JudgeCore.Checkpoints;
using Trainer.Evaluation;
using Trainer.Policies;

namespace Trainer.Runs;

/// <summary>Takes a run folder from where it stands to its last step: loads, resumes, steps, logs, saves, publishes.</summary>
internal sealed class TrainingRun(RunFolder folder, TimeProvider time)
{
    private readonly RunRecord record = folder.Record;

    /// <summary>Trains until the last step or until <paramref name="cancellation"/>, which is looked at between steps.</summary>
    /// <param name="watch">Called after every step with the steps done and its metrics.</param>
    /// <param name="cancellation">Stops between two steps, after a checkpoint.</param>
    /// <returns>How the run ended; exit.json says the same.</returns>
    /// <exception cref="RunException">The run cannot begin or go on; exit.json and events.jsonl say why.</exception>
    public RunExit Train(Action<int, IReadOnlyDictionary<string, double>> watch, CancellationToken cancellation)
    {
        folder.ForgetExit();
        int step = 0;
        try
        {
            using var setup = RunSetup.Open(folder);
            var checkpoints = new RunCheckpoints(folder.CheckpointsFolder, record.KeepCheckpoints);
            if (checkpoints.Restore(setup.Policy, message => Report(RunEventKind.Progress, step, null, message)) is { } state)
            {
                (step, setup.Mixture.State) = (state.Step, state.Mixture);
            }

            StepLog.CutAfter(folder.MetricsFile, step);
            StepLog.CutAfter(folder.CompletionsFile, step);
            Report(RunEventKind.Started, step);
            step = Steps(setup, checkpoints, step, watch, cancellation);
            if (step < record.Steps)
            {
                return Leave(RunEventKind.Cancelled, step, $"Cancelled after step {step} of {record.Steps}; the run can go on.");
            }

            if (!Directory.Exists(folder.ModelFolder))
            {
                setup.Policy.Publish(folder.ModelFolder, Card());
            }

            // Seconds, and then the run is over: not worth stopping.
            GymProbes.Record(folder.ModelFolder, record.Policy.Threads, CancellationToken.None);

            return Leave(RunEventKind.Finished, step, $"Finished after {step} steps.");
        }
        catch (Exception error) when (Sentence(error) is { } sentence)
        {
            try
            {
                Leave(RunEventKind.Failed, step, sentence);
            }
            catch (Exception second) when (second is IOException or UnauthorizedAccessException)
            {
                // A full disk does not take the note about itself; the caller is told all the same.
            }

            throw new RunException(sentence, error);
        }
    }

    private int Steps(
        RunSetup setup,
        RunCheckpoints checkpoints,
        int step,
        Action<int, IReadOnlyDictionary<string, double>> watch,
        CancellationToken cancellation
    )
    {
        var clock = Stopwatch.StartNew();
        int first = step;
        int saved = step;
        while (step < record.Steps && !cancellation.IsCancellationRequested)
        {
            var report = setup.Step.Run(step);
            step++;
            StepLog.Append(folder.MetricsFile, step, report.Metrics);
            foreach (var line in report.Completions)
            {
                RunFolder.AppendLine(folder.CompletionsFile, JsonSerializer.Serialize(line, RunRecord.LineJson));
            }

            double secondsLeft = clock.Elapsed.TotalSeconds / (step - first) * (record.Steps - step);
            Report(RunEventKind.Progress, step, secondsLeft);
            watch(step, report.Metrics);
            if (step % record.CheckpointEvery == 0 || step == record.Steps)
            {
                checkpoints.Save(setup.Policy, step, setup.Mixture.State);
                Report(RunEventKind.Checkpoint, step, secondsLeft);
                saved = step;
            }
        }

        if (saved < step)
        {
            checkpoints.Save(setup.Policy, step, setup.Mixture.State);
        }

        return step;
    }

    // How the base is asked by default was measured, and holds for its offspring until it is measured again; what it was called and how far its
    // confidence could be trusted does not.
    private JudgeCard Card() =>
        JudgeCard.Read(Path.GetFullPath(record.Base, folder.Path)) with
        {
            Version = "",
            Calibration = new Dictionary<string, TaskCalibration>(),
            Training = Lineage(),
        };

    private System.Text.Json.Nodes.JsonObject Lineage() =>
        new()
        {
            ["verb"] = JsonNamingPolicy.CamelCase.ConvertName(record.Verb.ToString()),
            ["base"] = Path.GetFileName(Path.TrimEndingDirectorySeparator(record.Base)),
            ["baseDigest"] = record.BaseDigest,
            ["seed"] = record.Seed,
            ["steps"] = record.Steps,
        };

    private RunExit Leave(RunEventKind outcome, int step, string message)
    {
        var exit = new RunExit(outcome, step, message);
        Report(outcome, step, null, message);
        folder.Exit(exit);
        return exit;
    }

    private void Report(RunEventKind kind, int step, double? secondsLeft = null, string? message = null) =>
        folder.Report(new RunEvent(time.GetUtcNow(), kind, step, record.Steps, secondsLeft, message));

    // Faults of input and machine are told in a sentence; faults of the program keep their stack.
    private static string? Sentence(Exception error) =>
        error switch
        {
            RunException or CheckpointException or Data.JudgingDataException => error.Message,
            JudgeCore.Models.UnsupportedConfigException or JudgeCore.Tokens.TokenizerException => error.Message,
            IOException or UnauthorizedAccessException => $"the run folder cannot be written or read: {error.Message}",
            _ => null,
        };
}
