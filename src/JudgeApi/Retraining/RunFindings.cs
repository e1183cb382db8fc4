// The trainer leaves lines of JSON; this reads those parts of them that people look at. The two programs share files, not types.
using System.Text;
using System.Text.Json;
using JudgeApi.Hosting;

namespace JudgeApi.Retraining;

/// <summary>Reads what a run left in its folder for people: sampled answers, and where the candidate answers otherwise.</summary>
internal sealed class RunFindings(RunFolders folders)
{
    private const string AnswersFile = "completions.jsonl";
    private const int Tail = 1 << 17; // bytes of the answers' file that hold the newest ones

    /// <summary>The newest answers that were sampled, the newest first.</summary>
    public IReadOnlyList<SampledAnswer> Answers(string runId, int most)
    {
        string path = Path.Combine(folders.Of(runId), AnswersFile);
        if (!File.Exists(path))
        {
            return [];
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Position = Math.Max(0, stream.Length - Tail);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return [.. reader.ReadToEnd().Split('\n').Reverse().Select(Parsed<SampledAnswer>).OfType<SampledAnswer>().Take(most)];
    }

    /// <summary>Held-out items on which candidate and champion differ, people's items first; empty before the gate has asked both.</summary>
    public IReadOnlyList<ChangedAnswer> Changes(string runId)
    {
        var champion = Predictions(runId, "champion");
        List<ChangedAnswer> changes = [];
        foreach (var (key, candidate) in Predictions(runId, "candidate"))
        {
            if (champion.TryGetValue(key, out var before) && before.Label != candidate.Label)
            {
                int human = candidate.Gold.ToList().IndexOf(candidate.Gold.Max());
                changes.Add(
                    new ChangedAnswer(
                        candidate.Source,
                        candidate.Id,
                        candidate.Task,
                        candidate.Mode,
                        before.Label,
                        candidate.Label,
                        candidate.Labels[human],
                        candidate.Gold[human]
                    )
                );
            }
        }

        return [.. changes.OrderBy(change => change.Source == "data" ? 0 : 1)];
    }

    private Dictionary<(string, string, string, string), Prediction> Predictions(string runId, string who)
    {
        string path = Path.Combine(folders.Of(runId), RunFolders.GateFolder, $"predictions-{who}.jsonl");
        Dictionary<(string, string, string, string), Prediction> found = [];
        foreach (string line in File.Exists(path) ? File.ReadLines(path) : [])
        {
            if (Parsed<Prediction>(line) is { } one)
            {
                found[(one.Source, one.Id, one.Task, one.Mode)] = one;
            }
        }

        return found;
    }

    // Half a line is one that is being written, or the rest of one whose beginning was not read.
    private static T? Parsed<T>(string line)
        where T : class
    {
        try
        {
            return line.Length == 0 ? null : JsonSerializer.Deserialize<T>(line, Lenient);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static readonly JsonSerializerOptions Lenient = new(Json.Options)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Skip,
    };

    private sealed record Prediction(
        string Source,
        string Id,
        string Task,
        string Mode,
        IReadOnlyList<string> Labels,
        IReadOnlyList<double> Gold,
        string Label
    );
}
