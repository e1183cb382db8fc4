namespace JudgeApi.Storage.Entities;

/// <summary>Where a rater's turn at a judgment stands.</summary>
internal enum ReviewState
{
    /// <summary>Before the rater, or abandoned once its lease has expired.</summary>
    Open,

    Answered,

    Skipped,
}
