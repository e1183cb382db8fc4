// Reads and writes the JSON Lines form of judged cases. Whatever is wrong is reported with file and line, before any training starts.
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using JudgeCore.Checkpoints;

namespace Trainer.Data;

/// <summary>A data file of judged cases, one JSON object a line, with its pictures beside it.</summary>
internal sealed class JudgingFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        AllowDuplicateProperties = false,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly string[] Splits = ["train", "validation", "test"];

    private readonly int[] lines;

    private JudgingFile(string path, IReadOnlyList<JudgingItem> items, int[] lines) =>
        (Path, Items, this.lines) = (path, items, lines);

    public string Path { get; }

    public IReadOnlyList<JudgingItem> Items { get; }

    /// <summary>Reads a file and checks every line; blank lines are passed over.</summary>
    /// <param name="path">The data file.</param>
    /// <param name="requireImages">Whether every picture must be there.</param>
    /// <exception cref="JudgingDataException">A line is no JSON, lacks a field, has one that is unknown or out of range, repeats an id, or names
    /// a picture that is missing.</exception>
    public static JudgingFile Read(string path, bool requireImages = true)
    {
        if (!File.Exists(path))
        {
            throw new JudgingDataException(path, 0, "the data file does not exist");
        }

        var items = new List<JudgingItem>();
        var lines = new List<int>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        string folder = Folder(path);
        int line = 0;
        foreach (string text in File.ReadLines(path))
        {
            line++;
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            var item = Parse(path, line, text);
            if (Fault(item, requireImages ? folder : null) is { } fault)
            {
                throw new JudgingDataException(path, line, fault);
            }

            if (!seen.TryAdd(item.Id, line))
            {
                throw new JudgingDataException(path, line, $"the id '{item.Id}' was already used on line {seen[item.Id]}");
            }

            items.Add(item);
            lines.Add(line);
        }

        return new JudgingFile(path, items, [.. lines]);
    }

    /// <summary>Writes items as a data file, all or nothing.</summary>
    public static void Write(string path, IEnumerable<JudgingItem> items) =>
        AtomicFile.Write(
            path,
            stream =>
            {
                foreach (var item in items)
                {
                    JsonSerializer.Serialize(stream, item, Json);
                    stream.WriteByte((byte)'\n');
                }
            }
        );

    /// <summary>Where a picture of an item of this file lies.</summary>
    public string ImagePath(string image) => System.IO.Path.Combine(Folder(Path), image);

    /// <summary>"items.jsonl line 3": where an item stands.</summary>
    public string Place(int index) => $"{Path} line {lines[index]}";

    /// <summary>An error about one item that a later check found (an unknown task, a label that the task does not have).</summary>
    /// <param name="index">Of the item in <see cref="Items"/>.</param>
    /// <param name="sentence">What is wrong.</param>
    public JudgingDataException Error(int index, string sentence) => new(Path, lines[index], sentence);

    private static string Folder(string path) => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;

    private static JudgingItem Parse(string path, int line, string text)
    {
        try
        {
            return JsonSerializer.Deserialize<JudgingItem>(text, Json)
                ?? throw new JudgingDataException(path, line, "the line is null, not an object");
        }
        catch (JsonException error)
        {
            throw new JudgingDataException(path, line, Sentence(error), error);
        }
    }

    private static string? Fault(JudgingItem item, string? folder)
    {
        // Deserialisation lets null pass where the type does not allow it.
        foreach (
            var (name, value) in new[] { ("id", item.Id), ("task", item.Task), ("label", item.Label), ("group", item.Group) }
        )
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                return $"the field '{name}' is empty";
            }
        }

        if (item.Images is not { Count: 1 or 2 })
        {
            return $"the field 'images' has {item.Images?.Count ?? 0} entries, it takes 1 or 2";
        }

        foreach (string image in item.Images)
        {
            if (string.IsNullOrWhiteSpace(image) || System.IO.Path.IsPathRooted(image) || image.Split('/', '\\').Contains(".."))
            {
                return $"the image '{image}' is not a path below the data file's folder";
            }

            if (folder is not null && !File.Exists(System.IO.Path.Combine(folder, image)))
            {
                return $"the image '{image}' does not exist beside the data file";
            }
        }

        return item.Split is { } split && !Splits.Contains(split)
            ? $"the field 'split' is '{split}', it takes {string.Join(", ", Splits)}"
            : null;
    }

    // The library's messages speak of .NET types; people get the field.
    private static string Sentence(JsonException error)
    {
        string message = error.Message;
        if (message.Contains("missing required properties", StringComparison.Ordinal))
        {
            return $"a required field is missing: {message[(message.LastIndexOf(':') + 1)..].Trim().TrimEnd('.').Replace("'", "", StringComparison.Ordinal)}";
        }

        if (message.Contains("could not be mapped", StringComparison.Ordinal))
        {
            return $"the field {message.Split('\'') switch { [_, var name, ..] => $"'{name}'", _ => "" }} is unknown";
        }

        // A fault of syntax comes wrapped in another error of the reader.
        return error is { InnerException: not JsonException, Path: { Length: > 2 } path }
            ? $"the field '{path[2..]}' has a value of the wrong kind or is given twice"
            : $"the line is not one JSON object ({(error.InnerException?.Message ?? message).Split(" LineNumber:")[0].Split(" Path:")[0].TrimEnd('.')})";
    }
}
