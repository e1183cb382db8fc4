using System.Globalization;

namespace JudgeApi.Pages.Parts;

/// <summary>The order of a column's values: numbers and instants by size, texts as a person would look for them.</summary>
internal sealed class Values : IComparer<object?>
{
    public static readonly Values Order = new();

    public int Compare(object? x, object? y) =>
        x is string || y is string
            ? string.Compare(
                x?.ToString(),
                y?.ToString(),
                CultureInfo.InvariantCulture,
                CompareOptions.IgnoreCase | CompareOptions.NumericOrdering
            )
            : Comparer<object?>.Default.Compare(x, y);
}
