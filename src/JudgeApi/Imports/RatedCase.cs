namespace JudgeApi.Imports;

/// <summary>What becomes one judgment: an item, or two of them, under one task, with everything people said of it in the archive's order.</summary>
internal sealed record RatedCase(string Task, IReadOnlyList<RatedItem> Items, List<ImportedRating> Ratings)
{
    /// <summary>Finds the judgment of an earlier import again.</summary>
    public string Reference(string import) => $"{import}/{string.Join('+', Items.Select(item => item.Id))}";
}
