using JudgeCore.Tasks;
using Trainer.Data;

namespace Trainer.Runs;

/// <summary>Whether an item of a data file fits its task.</summary>
internal static class ItemCheck
{
    /// <exception cref="JudgingDataException">It does not; the message names file, line and what is wrong.</exception>
    public static void Of(JudgingFile file, int index, JudgingTask task)
    {
        var item = file.Items[index];
        if (Fault(item, task) is { } fault)
        {
            throw file.Error(index, fault);
        }
    }

    private static string? Fault(JudgingItem item, JudgingTask task)
    {
        if (item.Images.Count != task.ImageCount)
        {
            return $"the task '{task.Name}' takes {task.ImageCount} image(s), the item has {item.Images.Count}";
        }

        var votes = item.Votes ?? [];
        IEnumerable<string> labels = [.. item.Posterior?.Keys ?? [item.Label], .. votes.Select(vote => vote.Label)];
        if (labels.FirstOrDefault(label => !task.Labels.Contains(label)) is { } unknown)
        {
            return $"the label '{unknown}' is not one of the task '{task.Name}': {string.Join(", ", task.Labels)}";
        }

        if (item.Posterior is { } posterior && !IsDistribution([.. posterior.Values]))
        {
            return "the probabilities of 'posterior' must be at least 0 and add up to 1";
        }

        if (item.Weight is { } weight && !(weight >= 0 && double.IsFinite(weight)))
        {
            return "the field 'weight' must be a number of at least 0";
        }

        if (votes.Any(vote => !(vote.Weight >= 0 && double.IsFinite(vote.Weight))))
        {
            return "the field 'weight' of a vote must be a number of at least 0";
        }

        return votes.Any(vote => vote.Confusion is { } rows && !IsConfusion(rows, task.Labels.Count))
            ? $"the field 'confusion' of a vote must have {task.Labels.Count} rows of {task.Labels.Count} probabilities that add up to 1"
            : null;
    }

    private static bool IsConfusion(double[][] rows, int labels) =>
        rows.Length == labels && rows.All(row => row?.Length == labels && IsDistribution(row));

    private static bool IsDistribution(double[] probabilities) =>
        probabilities.All(p => p >= 0) && Math.Abs(probabilities.Sum() - 1) <= 1e-3;
}
