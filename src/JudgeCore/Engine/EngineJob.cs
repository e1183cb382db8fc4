namespace JudgeCore.Engine;

/// <summary>The sequences of one request (a pair asked in both orders has two) and the promise to its caller.</summary>
internal sealed class EngineJob(IReadOnlyList<Sequence> sequences, long postedAt)
{
    private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int remaining = sequences.Count;

    public IReadOnlyList<Sequence> Sequences { get; } = sequences;

    /// <summary>Time stamp at which the caller handed it over.</summary>
    public long PostedAt { get; } = postedAt;

    /// <summary>Time stamp at which the model thread took it up.</summary>
    public long StartedAt { get; set; }

    /// <summary>Time stamp at which its last sequence ended.</summary>
    public long EndedAt { get; private set; }

    /// <summary>Ends when every sequence has finished, one was cancelled, or the model failed.</summary>
    public Task Completion => done.Task;

    /// <summary>Counts one sequence out; true when it was the last.</summary>
    public bool Leave(Sequence sequence, long now)
    {
        EndedAt = now;
        if (!sequence.Finished)
        {
            done.TrySetCanceled(sequence.Cancelled);
        }

        if (--remaining > 0)
        {
            return false;
        }

        done.TrySetResult();
        return true;
    }

    public void Fail(Exception exception) => done.TrySetException(exception);
}
