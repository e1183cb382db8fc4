namespace JudgeCore.Images;

/// <summary>An image as the vision tower takes it.</summary>
/// <param name="Patches">[grid.Count, channels * temporal * patch * patch] normalised values in the family's patch order.</param>
/// <param name="Grid">Patches along time, height and width.</param>
/// <param name="Tokens">Visual tokens after merging: grid.Count / merge².</param>
/// <param name="ContentHash">SHA-256 of size and RGB bytes in hexadecimal: the key of caches.</param>
public sealed record PreparedImage(float[] Patches, ImageGrid Grid, int Tokens, string ContentHash);
