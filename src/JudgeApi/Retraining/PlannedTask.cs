namespace JudgeApi.Retraining;

/// <summary>Items of one task.</summary>
/// <param name="Task">Its name.</param>
/// <param name="Train">New ones to train on.</param>
/// <param name="Earlier">Ones to train on that earlier runs were made of.</param>
/// <param name="HeldOut">Ones for the gate.</param>
internal sealed record PlannedTask(string Task, int Train, int Earlier, int HeldOut);
