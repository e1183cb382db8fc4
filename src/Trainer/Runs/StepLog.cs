// metrics.jsonl and completions.jsonl: lines that belong to steps. A run that goes on from a checkpoint first cuts the lines of later steps,
// so that the file reads as if nothing had happened.
using System.Text;
using System.Text.Json;
using JudgeCore.Checkpoints;

namespace Trainer.Runs;

/// <summary>A JSON Lines file whose every line has the field "step".</summary>
internal static class StepLog
{
    /// <summary>Keeps the whole lines of steps up to <paramref name="step"/>.</summary>
    public static void CutAfter(string file, int step)
    {
        if (!File.Exists(file))
        {
            return;
        }

        string text = File.ReadAllText(file);
        var kept = new StringBuilder(text.Length);
        foreach (string line in WholeLines(text))
        {
            if (StepOf(line) is { } at && at <= step)
            {
                kept.Append(line).Append('\n');
            }
        }

        if (kept.Length != text.Length)
        {
            AtomicFile.Write(file, kept.ToString());
        }
    }

    /// <summary>Appends a line.</summary>
    /// <param name="file">Created if it does not exist.</param>
    /// <param name="step">The step it belongs to; becomes the first field.</param>
    /// <param name="fields">Numbers that are not finite become null: JSON has none.</param>
    public static void Append(string file, int step, IEnumerable<KeyValuePair<string, double>> fields)
    {
        var line = new SortedDictionary<string, double?>(StringComparer.Ordinal);
        foreach (var (name, value) in fields)
        {
            line[name] = double.IsFinite(value) ? value : null;
        }

        string rest = JsonSerializer.Serialize(line, RunRecord.LineJson);
        RunFolder.AppendLine(file, $"{{\"step\":{step}{(line.Count > 0 ? "," : "")}{rest[1..]}");
    }

    /// <summary>The lines of a log, each with its step.</summary>
    public static IEnumerable<(int Step, JsonElement Line)> Read(string file)
    {
        foreach (string line in File.Exists(file) ? WholeLines(File.ReadAllText(file)) : [])
        {
            if (StepOf(line) is { } step)
            {
                yield return (step, JsonElement.Parse(line));
            }
        }
    }

    // A kill may leave half a line at the end.
    private static IEnumerable<string> WholeLines(string text)
    {
        for (int at = 0, end; (end = text.IndexOf('\n', at)) >= 0; at = end + 1)
        {
            yield return text[at..end];
        }
    }

    private static int? StepOf(string line)
    {
        try
        {
            return JsonElement.Parse(line).GetProperty("step").GetInt32();
        }
        catch (Exception error)
            when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
