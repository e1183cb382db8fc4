namespace JudgeApi.Retraining;

/// <summary>What a run would use and cost, and whether it would start.</summary>
/// <param name="WouldStart">False: see <paramref name="WhyNot"/>.</param>
/// <param name="WhyNot">Sentences.</param>
/// <param name="Base">The version that would be trained.</param>
/// <param name="Tasks">Items by task.</param>
/// <param name="Dropped">Judgments that cannot be used, by task and reason.</param>
/// <param name="TrainItems">Items to train on.</param>
/// <param name="HeldOutItems">Items for the gate.</param>
/// <param name="Steps">Optimizer steps.</param>
/// <param name="EstimatedMinutes">From beginning to end.</param>
/// <param name="EstimatedFrom">What the estimate rests on.</param>
internal sealed record TrainingPlan(
    bool WouldStart,
    IReadOnlyList<string> WhyNot,
    string? Base,
    IReadOnlyList<PlannedTask> Tasks,
    IReadOnlyList<DroppedCount> Dropped,
    int TrainItems,
    int HeldOutItems,
    int Steps,
    double EstimatedMinutes,
    string EstimatedFrom
);
