namespace JudgeCore.Verdicts;

/// <summary>Anything that answers judging requests: the engine in this process, or one behind HTTP.</summary>
public interface IJudge
{
    /// <summary>The weights that answer now.</summary>
    ModelIdentity Model { get; }

    /// <summary>The mode of requests that name none.</summary>
    VerdictMode DefaultMode { get; }

    /// <summary>Answers one request; concurrent calls are batched.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up; its place in the batch is freed.</exception>
    Task<JudgeOutcome> JudgeAsync(JudgeRequest request, CancellationToken cancellationToken);
}
