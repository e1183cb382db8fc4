// What a task must be so that its prompt can be written and its labels told apart. Whether a twin exists is the keeper's to check.
using System.Globalization;
using System.Text.RegularExpressions;
using JudgeCore.Tokens;

namespace JudgeCore.Tasks;

/// <summary>The rules that every task keeps, built-in or a user's.</summary>
public static partial class TaskValidation
{
    public const int MaxName = 64;
    public const int MaxRubric = 2000;
    public const int MaxLabel = 32;
    public const int MaxLabels = 20;

    /// <summary>The first thing wrong with a task; null for a good one.</summary>
    public static TaskFault? FirstFault(JudgingTask task) =>
        Name(task.Name) ?? Rubric(task.Rubric) ?? Labels(task.Kind, task.Labels) ?? Words(task);

    private static TaskFault? Name(string name) =>
        name.Length <= MaxName && NameForm().IsMatch(name)
            ? null
            : new("name", $"A task's name has at most {MaxName} lower-case letters, digits and single dashes.", MaxName);

    private static TaskFault? Rubric(string rubric) =>
        rubric.Trim().Length is 0 or > MaxRubric
            ? new("rubric", $"The rubric must have 1 to {MaxRubric} characters.", MaxRubric)
            : null;

    private static TaskFault? Labels(TaskKind kind, IReadOnlyList<string?> labels)
    {
        int most = kind == TaskKind.Pairwise ? 2 : MaxLabels;
        if (labels.Count < 2 || labels.Count > most)
        {
            string count = most == 2 ? "exactly 2" : $"2 to {most}";
            return new("labels", $"A task of this kind has {count} labels, not {labels.Count}.", most);
        }

        for (int i = 0; i < labels.Count; i++)
        {
            if (!IsWord(labels[i]))
            {
                return new(
                    $"labels[{i}]",
                    $"A label has 1 to {MaxLabel} characters on one line, without space at its ends or think marks.",
                    MaxLabel
                );
            }
        }

        // Composed and decomposed letters are the same tokens, "Yes" and "yes" the same answer.
        if (labels.Select(label => Nfc.Normalize(label!)).Distinct(StringComparer.OrdinalIgnoreCase).Count() < labels.Count)
        {
            return new("labels", "Two labels are the same, or differ in capitals only.");
        }

        return kind == TaskKind.Scale && !InOrder(labels!)
            ? new("labels", "The labels of a scale go from worst to best; these numbers are in no order.")
            : null;
    }

    private static TaskFault? Words(JudgingTask task)
    {
        if (!IsWord(task.TextName))
        {
            return new("textName", $"textName has 1 to {MaxLabel} characters on one line.", MaxLabel);
        }

        if (task.PointwiseTwin is not null && task.Kind != TaskKind.Pairwise)
        {
            return new("pointwiseTwin", "Only pairwise tasks have a pointwiseTwin.");
        }

        return task.FavourableLabel is { } label && (task.Kind != TaskKind.Labels || !task.Labels.Contains(label))
            ? new("favourableLabel", "favourableLabel must be one of the labels of a task of kind labels.")
            : null;
    }

    // Words are ordered by whoever lists them; numbers show their order.
    private static bool InOrder(IReadOnlyList<string> labels)
    {
        var numbers = new List<decimal>();
        foreach (string label in labels)
        {
            if (!decimal.TryParse(label, NumberStyles.Number, CultureInfo.InvariantCulture, out decimal number))
            {
                return true;
            }

            numbers.Add(number);
        }

        var steps = numbers.Zip(numbers.Skip(1), (a, b) => b.CompareTo(a)).Distinct().ToArray();
        return steps is [not 0];
    }

    private static bool IsWord(string? word) =>
        word is { Length: > 0 and <= MaxLabel }
        && word.Trim().Length == word.Length
        && !word.Any(char.IsControl)
        && !word.Contains(AnswerFormat.Open, StringComparison.Ordinal)
        && !word.Contains(AnswerFormat.Close, StringComparison.Ordinal);

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*\\z")]
    private static partial Regex NameForm();
}
