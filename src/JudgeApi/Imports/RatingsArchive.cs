// Reads an archive of items, ratings and comparisons (docs/data.md) into the cases that are to be judged. Everything is checked before anything is stored.
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace JudgeApi.Imports;

/// <summary>An opened archive: its cases, and its pictures on demand.</summary>
internal sealed class RatingsArchive : IDisposable
{
    private const string Ratings = "ratings";
    private const string Comparisons = "comparisons";

    private readonly ZipArchive zip;
    private readonly Dictionary<string, ZipArchiveEntry> entries;

    private RatingsArchive(ZipArchive zip, Dictionary<string, ZipArchiveEntry> entries) =>
        (this.zip, this.entries) = (zip, entries);

    public IReadOnlyList<RatedCase> Cases { get; private set; } = [];

    /// <summary>Comparisons that asked again what the same rater had answered; they are about the rater, not about the pictures.</summary>
    public int Repeats { get; private set; }

    /// <param name="file">A zip archive; its tables lie at the root or in its only folder.</param>
    /// <param name="map">The service's task for a task of the archive; others keep their name.</param>
    /// <param name="pairTask">The task of comparisons that name none; null: they must.</param>
    /// <param name="maxTable">Bytes of a table.</param>
    /// <exception cref="ImportException">Names what is wrong and where.</exception>
    public static RatingsArchive Open(Stream file, IReadOnlyDictionary<string, string> map, string? pairTask, long maxTable)
    {
        ZipArchive zip;
        try
        {
            zip = new ZipArchive(file, ZipArchiveMode.Read);
        }
        catch (InvalidDataException)
        {
            throw new ImportException("The body is no zip archive, or a damaged one.");
        }

        string root = zip
            .Entries.Select(entry => entry.FullName)
            .FirstOrDefault(name => Path.GetFileName(name) is "items.csv" or "items.jsonl")
            is { } items
            ? items[..(items.LastIndexOf('/') + 1)]
            : throw new ImportException("The archive has neither items.csv nor items.jsonl.");
        var entries = new Dictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
        foreach (var entry in zip.Entries.Where(entry => entry.FullName.StartsWith(root, StringComparison.Ordinal)))
        {
            entries[entry.FullName[root.Length..]] = entry;
        }

        var archive = new RatingsArchive(zip, entries);
        archive.Read(map, pairTask, maxTable);
        return archive;
    }

    /// <summary>The picture's bytes.</summary>
    /// <param name="item">Of a case of this archive.</param>
    /// <param name="most">Bytes; one more is read of a larger file, so that it is refused as too large.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<byte[]> PictureAsync(RatedItem item, long most, CancellationToken cancellationToken)
    {
        await using var stream = await entries[item.File].OpenAsync(cancellationToken);
        using var bytes = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        int read;
        while (bytes.Length <= most && (read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            bytes.Write(buffer, 0, read);
        }

        return bytes.ToArray();
    }

    public void Dispose() => zip.Dispose();

    private void Read(IReadOnlyDictionary<string, string> map, string? pairTask, long maxTable)
    {
        var items = new Dictionary<string, RatedItem>(StringComparer.Ordinal);
        foreach (var row in Rows("items", maxTable))
        {
            var item = new RatedItem(row.Need("item_id"), row.Need("file"), row["prompt"] ?? row["text"], row["group"]);
            if (!entries.ContainsKey(item.File))
            {
                throw row.Error($"names the picture {item.File}, which the archive does not have");
            }

            if (!items.TryAdd(item.Id, item))
            {
                throw row.Error($"repeats the item {item.Id}");
            }
        }

        var cases = new Dictionary<string, RatedCase>(StringComparer.Ordinal);
        RatedItem Item(ImportRow row, string column) =>
            items.TryGetValue(row.Need(column), out var item)
                ? item
                : throw row.Error($"names the item {row[column]}, which items lacks");
        void Add(ImportRow row, string task, RatedItem[] of, string value)
        {
            string key = $"{task} {string.Join('+', of.Select(item => item.Id))}";
            if (!cases.TryGetValue(key, out var rated))
            {
                cases[key] = rated = new RatedCase(task, of, []);
            }

            rated.Ratings.Add(Rating(row, key, value));
        }

        foreach (var row in Rows(Ratings, maxTable))
        {
            string task = row.Need("task");
            Add(row, map.GetValueOrDefault(task, task), [Item(row, "item_id")], row.Need("value"));
        }

        foreach (var row in Rows(Comparisons, maxTable))
        {
            if (row["repeat_of"] is not null)
            {
                Repeats++;
                continue;
            }

            string task = row["task"] ?? pairTask ?? throw row.Error("has no task, and the parameter comparisons names none");
            var (left, right) = (Item(row, "left_item"), Item(row, "right_item"));

            // Whichever side each was shown on, a pair is one case: its raters overlap.
            bool ordered = string.CompareOrdinal(left.Id, right.Id) <= 0;
            string winner = row.Need("winner") switch
            {
                "left" => ordered ? "A" : "B",
                "right" => ordered ? "B" : "A",
                "tie" => Storage.Entities.Correction.Tie,
                _ => throw row.Error("has another winner than left, right or tie"),
            };
            Add(row, map.GetValueOrDefault(task, task), ordered ? [left, right] : [right, left], winner);
        }

        Cases = [.. cases.Values];
    }

    private static ImportedRating Rating(ImportRow row, string item, string value)
    {
        string rater = row.Need("rater_id");
        string line = string.Join(
            '\n',
            item,
            rater,
            value,
            row["comparison_id"],
            row["rationale"],
            row["certainty"],
            row["seconds"]
        );
        return new ImportedRating(
            row,
            rater,
            value,
            row["rationale"],
            row.Number64("certainty"),
            row.Number64("seconds"),
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(line)))
        );
    }

    // items.csv, ratings.jsonl, ratings-study2.csv: every table whose name begins so.
    private IEnumerable<ImportRow> Rows(string table, long most)
    {
        foreach (string name in entries.Keys.Where(name => IsTable(name, table)).Order(StringComparer.Ordinal))
        {
            var entry = entries[name];
            if (entry.Length > most)
            {
                throw new ImportException($"{name} has {entry.Length} bytes; a table may have {most}.");
            }

            using var reader = new StreamReader(entry.Open(), new UTF8Encoding(false, throwOnInvalidBytes: true));
            var rows = name.EndsWith(".csv", StringComparison.Ordinal) ? CsvRows.Read(name, reader) : Lines(name, reader);
            foreach (var row in rows)
            {
                yield return row;
            }
        }
    }

    private static bool IsTable(string name, string table) =>
        !name.Contains('/', StringComparison.Ordinal)
        && Path.GetExtension(name) is ".csv" or ".jsonl"
        && (Path.GetFileNameWithoutExtension(name) == table || name.StartsWith(table + "-", StringComparison.Ordinal));

    private static IEnumerable<ImportRow> Lines(string file, StreamReader reader)
    {
        int number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            Dictionary<string, string> values;
            try
            {
                using var document = JsonDocument.Parse(line);
                values = document
                    .RootElement.EnumerateObject()
                    .Where(member => member.Value.ValueKind != JsonValueKind.Null)
                    .ToDictionary(member => member.Name, member => member.Value.ToString(), StringComparer.Ordinal);
            }
            catch (Exception error) when (error is JsonException or InvalidOperationException or ArgumentException)
            {
                throw new ImportException($"{file} row {number} is not one JSON object with each field once.");
            }

            yield return new ImportRow(file, number, values);
        }
    }
}
