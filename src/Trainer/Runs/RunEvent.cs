namespace Trainer.Runs;

/// <summary>One line of events.jsonl.</summary>
/// <param name="At">UTC.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Step">Optimizer steps done.</param>
/// <param name="Steps">Optimizer steps of the whole run.</param>
/// <param name="SecondsLeft">Estimate; null while there is none.</param>
/// <param name="Message">A sentence for people; null where the kind says all.</param>
internal sealed record RunEvent(
    DateTimeOffset At,
    RunEventKind Kind,
    int Step,
    int Steps,
    double? SecondsLeft = null,
    string? Message = null
);
