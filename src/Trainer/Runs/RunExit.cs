namespace Trainer.Runs;

/// <summary>exit.json: how a process left the run. Absent while one is at work, and after a kill.</summary>
/// <param name="Outcome">Finished, Cancelled or Failed.</param>
/// <param name="Step">Optimizer steps done.</param>
/// <param name="Message">A sentence.</param>
internal sealed record RunExit(RunEventKind Outcome, int Step, string Message);
