namespace Trainer.Gym;

/// <summary>A free question about one or two pictures, for pretraining.</summary>
internal sealed record GymQuestion(IReadOnlyList<Scene> Scenes, string Question, string Answer);
