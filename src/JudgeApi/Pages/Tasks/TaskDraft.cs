using JudgeApi.Tasks;
using JudgeCore.Tasks;

namespace JudgeApi.Pages.Tasks;

/// <summary>A task while somebody writes it: as the form's fields have it.</summary>
internal sealed class TaskDraft
{
    public string Name { get; set; } = "";

    public TaskKind Kind { get; set; } = TaskKind.Labels;

    public string Rubric { get; set; } = "";

    /// <summary>One a line.</summary>
    public string Labels { get; set; } = "yes\nno";

    public TextUse Text { get; set; } = TextUse.None;

    public string TextName { get; set; } = "Text";

    public string Favourable { get; set; } = "";

    public string Twin { get; set; } = "";

    public IReadOnlyList<string> LabelList =>
        Labels.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public string LabelsHelp =>
        Kind switch
        {
            TaskKind.Scale => "one a line, from worst to best",
            TaskKind.Pairwise => "one a line: the word for the first picture, then for the second",
            _ => "one a line",
        };

    public static TaskDraft Of(JudgingTask task) =>
        new()
        {
            Name = task.Name,
            Kind = task.Kind,
            Rubric = task.Rubric,
            Labels = string.Join('\n', task.Labels),
            Text = task.Text,
            TextName = task.TextName,
            Favourable = task.FavourableLabel ?? "",
            Twin = task.PointwiseTwin ?? "",
        };

    public TaskBody ToBody() =>
        new()
        {
            Kind = Kind,
            Rubric = Rubric,
            Labels = LabelList,
            Text = Text,
            TextName = Text == TextUse.None || string.IsNullOrWhiteSpace(TextName) ? null : TextName.Trim(),
            PointwiseTwin = Kind == TaskKind.Pairwise && Twin.Length > 0 ? Twin : null,
            FavourableLabel = Kind == TaskKind.Labels && LabelList.Contains(Favourable) ? Favourable : null,
        };
}
