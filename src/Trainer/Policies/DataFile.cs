namespace Trainer.Policies;

/// <summary>A data file of a run.</summary>
/// <param name="Path">JSON Lines, relative to the run folder or absolute.</param>
/// <param name="Weight">How often it comes up against the mixture's other parts.</param>
/// <param name="Split">Only items of this split: "train", "validation" or "test"; null: all.</param>
/// <param name="Sha256">Of the file's bytes; recorded at the first start, so that a run never goes on with other data.</param>
internal sealed record DataFile(string Path, double Weight = 1, string? Split = null, string? Sha256 = null);
