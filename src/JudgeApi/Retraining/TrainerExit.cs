using System.Text.Json;
using System.Text.Json.Nodes;

namespace JudgeApi.Retraining;

/// <summary>exit.json of a run folder: how the trainer left (docs/runs.md).</summary>
internal sealed record TrainerExit(string Outcome, string Message)
{
    public const string FileName = "exit.json";

    public bool IsFinished => Outcome == "finished";

    public bool IsCancelled => Outcome == "cancelled";

    /// <summary>Null while the trainer is at work, and after a kill.</summary>
    public static TrainerExit? Read(string folder)
    {
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, FileName)));
            return new TrainerExit((string?)json?["outcome"] ?? "", (string?)json?["message"] ?? "The trainer said nothing.");
        }
        catch (Exception error) when (error is IOException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
