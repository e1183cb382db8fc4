namespace JudgeApi.Storage.Entities;

/// <summary>Where a training run stands. The last five are ends: such a run holds nothing and never changes again.</summary>
internal enum TrainingRunState
{
    /// <summary>Waits for a server to take it up.</summary>
    Queued,

    /// <summary>Corrections are frozen and written into the run folder.</summary>
    Snapshotting,

    Training,

    /// <summary>Candidate and champion answer the held-out items.</summary>
    Gating,

    /// <summary>The candidate becomes a model version, and is promoted where that is wanted.</summary>
    Registering,

    /// <summary>The gate let the candidate pass; it is a version.</summary>
    Succeeded,

    /// <summary>The gate says that the candidate must not take the served judge's place.</summary>
    Refused,

    /// <summary>The gate has too few held-out items to say anything.</summary>
    InsufficientEvidence,

    /// <summary>It could not go on; the reason says why.</summary>
    Failed,

    /// <summary>Somebody asked it to stop.</summary>
    Cancelled,
}
