namespace Trainer.Data;

/// <summary>What an import made.</summary>
/// <param name="Path">The data file.</param>
/// <param name="Items">Its items.</param>
/// <param name="LeftOut">Why rows were left out, and how many.</param>
internal sealed record StudyReport(string Path, int Items, IReadOnlyDictionary<string, int> LeftOut);
