namespace Trainer.Gym;

/// <summary>One judging question of the gym with its answer.</summary>
/// <param name="Task">Name of the judging task.</param>
/// <param name="Scenes">The pictures: one, or two for a pair.</param>
/// <param name="Text">Caption or policy; null where there is none.</param>
/// <param name="Label">The true label, in the words of the task ("yes", "first").</param>
/// <param name="LazyLabel">What a lazy criterion answers; equals the truth where both agree.</param>
/// <param name="Rationale">One line of true reasons.</param>
/// <param name="Family">Prompt family: kind of caption or policy, or the task itself.</param>
internal sealed record GymItem(
    string Task,
    IReadOnlyList<Scene> Scenes,
    string? Text,
    string Label,
    string LazyLabel,
    string Rationale,
    string Family
);
