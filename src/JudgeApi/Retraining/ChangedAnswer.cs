namespace JudgeApi.Retraining;

/// <summary>A held-out item on which candidate and champion say different things.</summary>
/// <param name="Source">data: what people said; gym: a drawing whose truth is known.</param>
/// <param name="Id">Of the judgment, or of the gym's item.</param>
/// <param name="Human">The most probable right label.</param>
/// <param name="HumanShare">How probable it is.</param>
public sealed record ChangedAnswer(
    string Source,
    string Id,
    string Task,
    string Mode,
    string Champion,
    string Candidate,
    string Human,
    double HumanShare
)
{
    /// <summary>Who is right: candidate, champion or neither.</summary>
    public string Right =>
        Human == Candidate ? "candidate"
        : Human == Champion ? "champion"
        : "neither";
}
