namespace Trainer.Runs;

/// <summary>One sampled answer in completions.jsonl.</summary>
/// <param name="Step">Optimizer step, from 1.</param>
/// <param name="Item">The case's id.</param>
/// <param name="Task">Its task.</param>
/// <param name="Mode">What was asked for.</param>
/// <param name="Text">Caption or policy.</param>
/// <param name="Completion">What the policy wrote.</param>
/// <param name="Verdict">The label that was read from it; null where it has not the asked form.</param>
/// <param name="Gold">The right label.</param>
/// <param name="Reward">Weighted sum of the rewards; null where nothing could be said.</param>
/// <param name="Advantage">What the completion is learned with.</param>
/// <param name="Guided">Whether its verdict was forced.</param>
internal sealed record CompletionLine(
    int Step,
    string Item,
    string Task,
    string Mode,
    string? Text,
    string Completion,
    string? Verdict,
    string Gold,
    double? Reward,
    double Advantage,
    bool Guided
);
