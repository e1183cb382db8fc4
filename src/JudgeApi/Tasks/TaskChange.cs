using JudgeApi.Problems;
using JudgeCore.Tasks;

namespace JudgeApi.Tasks;

/// <summary>How an edit of a task ended.</summary>
internal abstract record TaskChange
{
    private TaskChange() { }

    /// <summary>The task now has this version; it is new when <paramref name="Added"/>, otherwise the edit changed nothing.</summary>
    public sealed record Done(JudgingTask Task, bool Added) : TaskChange;

    public sealed record Rejected(Problem Problem) : TaskChange;
}
