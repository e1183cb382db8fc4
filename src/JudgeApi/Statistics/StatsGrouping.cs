namespace JudgeApi.Statistics;

/// <summary>Into what a task's figures are divided.</summary>
internal enum StatsGrouping
{
    None,
    Model,
    Rater,
    Day,

    /// <summary>Weeks of ISO 8601, UTC.</summary>
    Week,
}
