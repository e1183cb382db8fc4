using System.Text.Json;
using System.Text.Json.Nodes;
using JudgeApi.Hosting;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using Microsoft.Extensions.Options;

namespace JudgeApi.Retraining;

/// <summary>Brings one piece of the trainer's work to its end: follows a process that is there, starts one where none is, so many times.</summary>
internal sealed partial class TrainerRun(
    RunFolders folders,
    TrainerProgram program,
    IOptions<ServiceOptions> options,
    TimeProvider time,
    ILogger<TrainerRun> logger
)
{
    private RetrainingOptions Settings => options.Value.Retraining;

    private TimeSpan Pause => TimeSpan.FromSeconds(Settings.PollSeconds);

    /// <param name="work">This server's hold on the run.</param>
    /// <param name="run">As it was read last.</param>
    /// <param name="arguments">Of the trainer.</param>
    /// <param name="isDone">Whether its result is in the folder.</param>
    /// <returns>False: the run has ended without a result, and says why, or it is being cancelled.</returns>
    /// <exception cref="OperationCanceledException">The service ends, or the lease is lost.</exception>
    public async Task<bool> RunAsync(RunWork work, TrainingRun run, IEnumerable<string> arguments, Func<bool> isDone)
    {
        string folder = folders.Of(run.Id);
        string[] words = [.. arguments];
        while (true)
        {
            var process = TrainerProcess.Find(folder);
            if (process is null && isDone())
            {
                return true;
            }

            if (process is null && run.Attempt >= Settings.MaxAttempts)
            {
                string reason = $"The trainer ended {run.Attempt} times without a result; its last words: {LastWords(folder)}";
                await work.WriteAsync(
                    row =>
                        (row.State, row.ActiveSlot, row.Reason, row.EndedAt) = (
                            TrainingRunState.Failed,
                            null,
                            reason,
                            UtcInstant.Now(time)
                        ),
                    work.Stopping
                );
                return false;
            }

            if (process is null)
            {
                (process, run) = await StartAsync(work, run, folder, words);
            }
            else
            {
                Found(logger, run.Id, process.Id);
            }

            if (!await FollowAsync(work, run, process, folder))
            {
                return false;
            }
        }
    }

    /// <summary>Stops a process that works in the folder: asks, waits, kills.</summary>
    public async Task StopAsync(string folder)
    {
        if (TrainerProcess.Find(folder) is not { } process)
        {
            return;
        }

        process.Stop();
        for (double waited = 0; process.IsAlive && waited < Settings.StopSeconds; waited += 0.05)
        {
            await Task.Delay(50);
        }

        process.Kill();
        while (process.IsAlive)
        {
            await Task.Delay(10);
        }
    }

    private async Task<(TrainerProcess Process, TrainingRun Run)> StartAsync(
        RunWork work,
        TrainingRun run,
        string folder,
        string[] words
    )
    {
        if (run.Attempt > 0)
        {
            // What killed it may pass: memory that was short, a folder that another machine's trainer still holds.
            await Task.Delay(Pause * Math.Min(32, 1 << run.Attempt), work.Stopping);
        }

        run = await work.WriteAsync(row => row.Attempt++, work.Stopping);
        File.Delete(Path.Combine(folder, TrainerExit.FileName));

        // From here on there is a process: whoever stops the run in this moment is heard by the one that follows it, which stops the process, too.
        var process = await TrainerProcess.StartAsync(folder, program.Path, words, Settings);
        Started(logger, run.Id, words[0], process.Id, run.Attempt);
        run = await work.WriteAsync(
            row =>
                (row.ProcessId, row.ProcessHost, row.ProcessStartedAt) = (
                    process.Id,
                    Environment.MachineName,
                    UtcInstant.Now(time)
                ),
            CancellationToken.None
        );
        return (process, run);
    }

    // True: the process has ended.
    private async Task<bool> FollowAsync(RunWork work, TrainingRun run, TrainerProcess process, string folder)
    {
        int step = run.Step;
        while (process.IsAlive)
        {
            try
            {
                await Task.Delay(Pause, work.Stopping);
                if (Progress(folder) is { } progress && progress.Step != step)
                {
                    step = progress.Step;
                    await work.WriteAsync(row => (row.Step, row.SecondsLeft) = progress, work.Stopping);
                }
            }
            catch (OperationCanceledException)
            {
                return await StoppedAsync(work, process, folder);
            }
        }

        return true;
    }

    private async Task<bool> StoppedAsync(RunWork work, TrainerProcess process, string folder)
    {
        if (work.Lost is { } lost)
        {
            // A server on this machine follows the same process; one elsewhere cannot see it and must find the folder free.
            if (lost.Holder?.StartsWith(Environment.MachineName + "-", StringComparison.Ordinal) != true)
            {
                process.Kill();
            }

            throw new OperationCanceledException(work.Stopping);
        }

        await StopAsync(folder);
        if (work.IsCancelled)
        {
            return false;
        }

        // The service ends: that is no failed attempt.
        await work.WriteAsync(row => row.Attempt = Math.Max(0, row.Attempt - 1), CancellationToken.None);
        throw new OperationCanceledException(work.Service);
    }

    private static (int Step, double? SecondsLeft)? Progress(string folder)
    {
        string? last = LastLine(Path.Combine(folder, "events.jsonl"));
        try
        {
            var json = last is null ? null : JsonNode.Parse(last);
            return json?["step"] is { } step ? ((int)step, (double?)json["secondsLeft"]) : null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static string LastWords(string folder) =>
        LastLine(Path.Combine(folder, TrainerProcess.LogFile)) is { } line ? line[..Math.Min(line.Length, 500)] : "none.";

    private static string? LastLine(string path)
    {
        const int Enough = 4096;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            stream.Seek(-Math.Min(Enough, stream.Length), SeekOrigin.End);
            using var text = new StreamReader(stream);
            return text.ReadToEnd().Split('\n').LastOrDefault(line => !string.IsNullOrWhiteSpace(line))?.Trim();
        }
        catch (IOException)
        {
            return null;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Training run {RunId}: {Verb} works in process {Process}, attempt {Attempt}"
    )]
    private static partial void Started(ILogger logger, string runId, string verb, int process, int attempt);

    [LoggerMessage(Level = LogLevel.Information, Message = "Training run {RunId}: process {Process} is at work and is followed")]
    private static partial void Found(ILogger logger, string runId, int process);
}
