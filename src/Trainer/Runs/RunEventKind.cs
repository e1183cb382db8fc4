namespace Trainer.Runs;

/// <summary>What a line of events.jsonl tells.</summary>
internal enum RunEventKind
{
    /// <summary>A process took the run up, from the start or from a checkpoint.</summary>
    Started,

    /// <summary>Steps were made.</summary>
    Progress,

    /// <summary>A checkpoint is complete on disk.</summary>
    Checkpoint,

    /// <summary>Held-out items were judged.</summary>
    Evaluated,

    /// <summary>The run is done.</summary>
    Finished,

    /// <summary>Somebody asked the run to stop; it can go on from its last checkpoint.</summary>
    Cancelled,

    /// <summary>The run cannot go on; the message says why.</summary>
    Failed,
}
