using System.Globalization;
using System.Text;

namespace JudgeBench;

/// <summary>The aims as a markdown table, and its place in a document.</summary>
internal static class AimsTable
{
    public const string Begin = "<!-- written by `JudgeBench table --readme README.md` -->";
    public const string End = "<!-- end of the table -->";

    /// <param name="folder">Of the results.</param>
    /// <param name="link">Path from the document to the results, for links.</param>
    public static string Write(ResultFolder folder, string link)
    {
        var aims = Aims.Read(folder);
        var text = new StringBuilder();
        text.Append("| What | Aim | Measured | Reached | Result | Commit |\n|---|---|---|---|---|---|\n");
        foreach (var aim in aims)
        {
            string measured = aim.Measured
                ? string.Join(", ", aim.Values.Select(value => Named(value, aim.Unit)))
                : "not measured";
            string reached =
                !aim.Measured ? ""
                : aim.Bound == Bound.None ? ""
                : aim.Reached ? "yes"
                : "no";
            string file = aim.Commit is null ? $"`{aim.File}`" : $"[{aim.File}]({link}/{aim.File})";
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {aim.What} | {Words(aim.Bound, aim.Unit)} | {measured} | {reached} | {file} | {(aim.Measured ? aim.Commit : "")} |\n"
            );
        }

        var machines = aims.Select(aim => folder.MachineOf(aim.File)).OfType<Hardware>().Select(Words).Distinct();
        return text.Append(
                CultureInfo.InvariantCulture,
                $"\nMeasured on: {string.Join("; ", machines.DefaultIfEmpty("nothing yet"))}.\n"
            )
            .ToString();
    }

    /// <summary>The part of a document between the marks.</summary>
    /// <exception cref="InvalidDataException">It has no such part.</exception>
    public static string In(string document)
    {
        var (from, to) = Place(document);
        return document[from..to];
    }

    /// <summary>The document with this table between the marks.</summary>
    /// <exception cref="InvalidDataException">It has no place for it.</exception>
    public static string Replaced(string document, string table)
    {
        var (from, to) = Place(document);
        return document[..from] + table + document[to..];
    }

    private static (int From, int To) Place(string document)
    {
        int from = document.IndexOf(Begin, StringComparison.Ordinal);
        int to = document.IndexOf(End, StringComparison.Ordinal);
        return from >= 0 && to > from
            ? (from + Begin.Length + 1, to)
            : throw new InvalidDataException($"The document lacks '{Begin}' and '{End}', each on a line of its own.");
    }

    private static string Words(Bound bound, string unit) =>
        bound == Bound.None ? "reported"
        : double.IsInfinity(bound.Most) ? $"at least {Number(bound.Least, unit)}"
        : double.IsInfinity(bound.Least) ? $"at most {Number(bound.Most, unit)}"
        : $"{Number(bound.Least, "")} to {Number(bound.Most, unit)}";

    private static string Words(Hardware machine) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{machine.Processor}, {machine.Cores} cores, {machine.MemoryGb} GB, {machine.System}, {machine.Runtime}{(machine.Allocator is { } library ? $", {library}" : "")}"
        );

    private static string Named((string Name, double Value) value, string unit) =>
        value.Name.Length == 0 ? Number(value.Value, unit) : $"{value.Name} {Number(value.Value, unit)}";

    // Three digits; shares as percent with one decimal.
    private static string Number(double value, string unit) =>
        unit switch
        {
            "%" => (100 * value).ToString("0.#", CultureInfo.InvariantCulture) + " %",
            "x" => value.ToString("0.##", CultureInfo.InvariantCulture) + " x",
            "" => value.ToString("G3", CultureInfo.InvariantCulture),
            _ => value.ToString("0.#", CultureInfo.InvariantCulture) + " " + unit,
        };
}
