using System.Globalization;
using System.Text;

namespace JudgeApi.Pages.Parts;

/// <summary>Comma-separated values as RFC 4180 writes them.</summary>
internal static class Csv
{
    public static string Of(IEnumerable<string> titles, IEnumerable<IEnumerable<object?>> rows)
    {
        var text = new StringBuilder();
        Line(text, titles);
        foreach (var row in rows)
        {
            Line(text, row.Select(Word));
        }

        return text.ToString();
    }

    private static string Word(object? value) =>
        value switch
        {
            null => "",
            DateTimeOffset instant => instant.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            bool truth => truth ? "true" : "false",
            Enum word => word.ToString().ToLowerInvariant(),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            string text => Harmless(text),
            _ => value.ToString() ?? "",
        };

    // A spreadsheet would run a stranger's text that begins like a formula.
    private static string Harmless(string text) =>
        text.Length > 0 && "=+-@\t\r".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;

    private static void Line(StringBuilder text, IEnumerable<string> words)
    {
        bool first = true;
        foreach (string word in words)
        {
            text.Append(first ? "" : ",");
            first = false;
            text.Append(
                word.AsSpan().ContainsAny(",\"\r\n") ? $"\"{word.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : word
            );
        }

        text.Append("\r\n");
    }
}
