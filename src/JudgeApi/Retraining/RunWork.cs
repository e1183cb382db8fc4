using JudgeApi.Storage;
using JudgeApi.Storage.Entities;

namespace JudgeApi.Retraining;

/// <summary>One server's hold on a run: the number under which it writes, and who asked it to stop.</summary>
internal sealed class RunWork : IDisposable
{
    private readonly TrainingLeases leases;
    private readonly CancellationTokenSource stopping;
    private readonly CancellationTokenSource ended = new();

    /// <param name="runId">The run.</param>
    /// <param name="held">The lease's number.</param>
    /// <param name="leases">Where it is kept.</param>
    /// <param name="service">The service ends.</param>
    public RunWork(string runId, long held, TrainingLeases leases, CancellationToken service)
    {
        (RunId, Held, this.leases, Service) = (runId, held, leases, service);
        stopping = CancellationTokenSource.CreateLinkedTokenSource(service);
    }

    public string RunId { get; }

    public long Held { get; }

    /// <summary>The service ends.</summary>
    public CancellationToken Service { get; }

    /// <summary>The service ends, the run is cancelled, or the lease is lost.</summary>
    public CancellationToken Stopping => stopping.Token;

    public bool IsCancelled { get; private set; }

    public LeaseLostException? Lost { get; private set; }

    public bool HasEnded => ended.IsCancellationRequested;

    public void Cancel()
    {
        IsCancelled = true;
        stopping.Cancel();
    }

    public void Lose(LeaseLostException lost)
    {
        Lost = lost;
        stopping.Cancel();
    }

    public void End() => ended.Cancel();

    /// <summary>Waits, but not beyond the end of the work.</summary>
    public Task PauseAsync(TimeSpan time) =>
        Task.Delay(time, ended.Token)
            .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    /// <summary>Changes the run, unless another server has taken it over.</summary>
    /// <exception cref="LeaseLostException">It has.</exception>
    public Task<TrainingRun> WriteAsync(Func<JudgeDb, TrainingRun, Task> change, CancellationToken cancellationToken) =>
        leases.WriteAsync(
            RunId,
            Held,
            (db, run) =>
            {
                run.Revision++;
                return change(db, run);
            },
            cancellationToken
        );

    /// <inheritdoc cref="WriteAsync(Func{JudgeDb, TrainingRun, Task}, CancellationToken)"/>
    public Task<TrainingRun> WriteAsync(Action<TrainingRun> change, CancellationToken cancellationToken) =>
        WriteAsync(
            (_, run) =>
            {
                change(run);
                return Task.CompletedTask;
            },
            cancellationToken
        );

    public void Dispose()
    {
        stopping.Dispose();
        ended.Dispose();
    }
}
