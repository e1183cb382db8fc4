using JudgeCore.Tasks;

namespace JudgeApi.Tasks;

/// <summary>A task as it is listed.</summary>
/// <param name="VerdictLabels">What verdicts are made of: a pair's are A and B whatever words the model uses.</param>
/// <param name="ImageCount">How many images a request must bring.</param>
internal sealed record TaskView(
    string Name,
    int Version,
    TaskKind Kind,
    string Rubric,
    IReadOnlyList<string> Labels,
    IReadOnlyList<string> VerdictLabels,
    TextUse Text,
    string TextName,
    int ImageCount,
    string? PointwiseTwin,
    string? FavourableLabel
)
{
    public static TaskView Of(JudgingTask task) =>
        new(
            task.Name,
            task.Version,
            task.Kind,
            task.Rubric,
            task.Labels,
            task.VerdictLabels,
            task.Text,
            task.TextName,
            task.ImageCount,
            task.PointwiseTwin,
            task.FavourableLabel
        );
}
