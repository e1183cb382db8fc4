namespace JudgeApi.Retraining;

/// <summary>A line of completions.jsonl: an answer that was sampled while training, and what it earned.</summary>
/// <param name="Verdict">Null: the answer had not the asked form.</param>
/// <param name="Guided">It was made by the judge's reasoning and the human's verdict.</param>
public sealed record SampledAnswer(
    int Step,
    string Item,
    string Task,
    string Mode,
    string? Text,
    string Completion,
    string? Verdict,
    string? Gold,
    double Reward,
    double Advantage,
    bool Guided
);
