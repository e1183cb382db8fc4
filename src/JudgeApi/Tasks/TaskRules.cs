using System.Text.RegularExpressions;
using JudgeApi.Problems;
using JudgeCore.Tasks;

namespace JudgeApi.Tasks;

/// <summary>What a task must be to be judged by.</summary>
internal static partial class TaskRules
{
    public const int MaxName = 64;
    public const int MaxRubric = 2000;
    public const int MaxLabel = 32;
    public const int MaxLabels = 20;

    /// <summary>The task that the body describes, or the first thing wrong with it.</summary>
    public static Parsed<JudgingTask> Read(string name, TaskBody body)
    {
        if (name.Length > MaxName || !NameForm().IsMatch(name))
        {
            return Refusals.BadValue(
                "name",
                $"A task's name has at most {MaxName} lower-case letters, digits and single dashes."
            ) with
            {
                Limit = MaxName,
            };
        }

        if (body is not { Kind: { } kind, Rubric: { } rubric, Labels: { } labels })
        {
            return Refusals.Missing(
                body.Kind is null ? "kind"
                : body.Rubric is null ? "rubric"
                : "labels"
            );
        }

        return (Rubric(rubric) ?? Labels(kind, labels) ?? Words(kind, body)) is { } problem
            ? problem
            : new JudgingTask
            {
                Name = name,
                Kind = kind,
                Rubric = rubric.Trim(),
                Labels = labels,
                Text = body.Text ?? TextUse.None,
                TextName = body.TextName ?? "Text",
                PointwiseTwin = body.PointwiseTwin,
                FavourableLabel = body.FavourableLabel,
            };
    }

    private static Problem? Rubric(string rubric) =>
        rubric.Trim().Length is 0 or > MaxRubric
            ? Refusals.BadValue("rubric", $"The rubric must have 1 to {MaxRubric} characters.") with
            {
                Limit = MaxRubric,
            }
            : null;

    private static Problem? Labels(TaskKind kind, IReadOnlyList<string?> labels)
    {
        int most = kind == TaskKind.Pairwise ? 2 : MaxLabels;
        if (labels.Count < 2 || labels.Count > most)
        {
            return Refusals.BadValue(
                "labels",
                $"A task of this kind has {(most == 2 ? "exactly 2" : $"2 to {most}")} labels, not {labels.Count}."
            ) with
            {
                Limit = most,
            };
        }

        for (int i = 0; i < labels.Count; i++)
        {
            if (!IsWord(labels[i]))
            {
                return Refusals.BadValue(
                    $"labels[{i}]",
                    $"A label has 1 to {MaxLabel} characters on one line, without space at its ends."
                ) with
                {
                    Limit = MaxLabel,
                };
            }
        }

        return labels.Distinct(StringComparer.Ordinal).Count() < labels.Count
            ? Refusals.BadValue("labels", "Two labels are the same.")
            : null;
    }

    private static Problem? Words(TaskKind kind, TaskBody body)
    {
        if (body.TextName is not null && !IsWord(body.TextName))
        {
            return Refusals.BadValue("textName", $"textName has 1 to {MaxLabel} characters on one line.");
        }

        if (body.PointwiseTwin is not null && kind != TaskKind.Pairwise)
        {
            return Refusals.BadValue("pointwiseTwin", "Only pairwise tasks have a pointwiseTwin.");
        }

        return body.FavourableLabel is { } label && (kind != TaskKind.Labels || !body.Labels!.Contains(label))
            ? Refusals.BadValue("favourableLabel", "favourableLabel must be one of the labels of a task of kind labels.")
            : null;
    }

    private static bool IsWord(string? word) =>
        word is { Length: > 0 and <= MaxLabel } && word.Trim().Length == word.Length && !word.Any(char.IsControl);

    [GeneratedRegex(@"\A[a-z0-9]+(-[a-z0-9]+)*\z")]
    private static partial Regex NameForm();
}
