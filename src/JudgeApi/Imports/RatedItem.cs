namespace JudgeApi.Imports;

/// <summary>Something that people rated: one line of <c>items</c>.</summary>
/// <param name="Id">Unique in the archive.</param>
/// <param name="File">Path of the picture in the archive.</param>
/// <param name="Text">Caption or policy; null: none.</param>
/// <param name="Group">Source; null: the picture alone.</param>
internal sealed record RatedItem(string Id, string File, string? Text, string? Group);
