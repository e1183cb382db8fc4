namespace JudgeApi.Storage.Entities;

/// <summary>What began a training run.</summary>
internal enum TrainingTrigger
{
    /// <summary>POST /training-runs.</summary>
    Operator,

    /// <summary>The recurring schedule.</summary>
    Schedule,

    /// <summary>Enough new corrections.</summary>
    Corrections,

    /// <summary>People agree with the judge less than they did.</summary>
    Drift,
}
