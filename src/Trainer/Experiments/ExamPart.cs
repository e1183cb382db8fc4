using Trainer.Gym;

namespace Trainer.Experiments;

/// <summary>Held-out items of one kind.</summary>
/// <param name="Name">In tables.</param>
/// <param name="Task">Gym task.</param>
/// <param name="Policies">Safety: policies that take turns; null: as they fall.</param>
internal sealed record ExamPart(string Name, string Task, IReadOnlyList<SafetyPolicy>? Policies = null);
