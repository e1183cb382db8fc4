using System.Globalization;

namespace JudgeApi.Imports;

/// <summary>One line of a table, whichever form it was written in.</summary>
internal sealed record ImportRow(string File, int Number, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>Null where the column is missing or empty.</summary>
    public string? this[string column] => Values.GetValueOrDefault(column) is { Length: > 0 } value ? value : null;

    /// <exception cref="ImportException">Missing or empty.</exception>
    public string Need(string column) => this[column] ?? throw Error($"has no {column}");

    /// <exception cref="ImportException">Not a number.</exception>
    public double? Number64(string column) =>
        this[column] is not { } text ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value
        : throw Error($"has no number as {column}");

    public ImportException Error(string sentence) => new($"{File} row {Number} {sentence}.");
}
