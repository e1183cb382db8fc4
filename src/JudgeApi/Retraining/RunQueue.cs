using Hangfire;

namespace JudgeApi.Retraining;

/// <summary>Hands runs to the servers' Hangfire workers. What is handed out twice is worked on once: the lease sees to that.</summary>
internal sealed class RunQueue(JobStorage storage)
{
    public const string Name = "retraining";

    public void Enqueue(string runId) =>
        new BackgroundJobClient(storage).Enqueue<RetrainingJob>(Name, job => job.RunAsync(runId, CancellationToken.None));
}
