using System.Text.Json;
using JudgeApi.Hosting;
using JudgeApi.Storage.Entities;
using JudgeCore.Tasks;

namespace JudgeApi.Tasks;

/// <summary>A task's content, as it is stored: everything but its name and version. Two revisions are the same task when this is equal.</summary>
internal sealed record TaskDefinition(
    TaskKind Kind,
    string Rubric,
    IReadOnlyList<string> Labels,
    TextUse Text,
    string TextName,
    string? PointwiseTwin,
    string? FavourableLabel
)
{
    public static TaskDefinition Of(JudgingTask task) =>
        new(task.Kind, task.Rubric, task.Labels, task.Text, task.TextName, task.PointwiseTwin, task.FavourableLabel);

    public static JudgingTask TaskOf(TaskRevision revision)
    {
        var stored = JsonSerializer.Deserialize<TaskDefinition>(revision.Definition, Json.Options)!;
        return new JudgingTask
        {
            Name = revision.Name,
            Version = revision.Version,
            Kind = stored.Kind,
            Rubric = stored.Rubric,
            Labels = stored.Labels,
            Text = stored.Text,
            TextName = stored.TextName,
            PointwiseTwin = stored.PointwiseTwin,
            FavourableLabel = stored.FavourableLabel,
        };
    }

    public string ToJson() => JsonSerializer.Serialize(this, Json.Options);
}
