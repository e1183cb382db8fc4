using System.Globalization;

namespace JudgeCore.Kernels;

/// <summary>Processors by number, as the system writes them: <c>0-3,8</c>.</summary>
internal static class ProcessorList
{
    /// <summary>Most processors that a list may name; numbers are below it.</summary>
    public const int Most = 1024;

    /// <summary>[processors], ascending, each once.</summary>
    /// <exception cref="FormatException">The text is no such list; the message says what is wrong.</exception>
    public static int[] Parse(string text)
    {
        var found = new SortedSet<int>();
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Split('-');
            int first = Number(ends[0], text);
            int last = ends.Length == 1 ? first : Number(ends[1], text);
            if (ends.Length > 2 || last < first)
            {
                throw new FormatException($"'{part}' in '{text}' is no range of processors");
            }

            found.UnionWith(Enumerable.Range(first, last - first + 1));
        }

        return [.. found];
    }

    private static int Number(string digits, string text) =>
        int.TryParse(digits.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < Most
            ? number
            : throw new FormatException($"'{digits.Trim()}' in '{text}' is no processor's number (0 to {Most - 1})");
}
