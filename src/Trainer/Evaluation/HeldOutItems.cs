using JudgeCore.Gates;
using JudgeCore.Images;
using JudgeCore.Tasks;
using Trainer.Data;
using Trainer.Gym;
using Trainer.Runs;

namespace Trainer.Evaluation;

/// <summary>Held-out items of the gym and of data files.</summary>
internal static class HeldOutItems
{
    /// <summary>Balanced items of a reserved split.</summary>
    /// <param name="task">Gym task.</param>
    /// <param name="split">Validation or test.</param>
    /// <param name="count">How many.</param>
    /// <param name="policies">Safety: policies that take turns; null: as they fall.</param>
    public static IEnumerable<HeldOutItem> Gym(
        string task,
        GymSplit split,
        int count,
        IReadOnlyList<SafetyPolicy>? policies = null
    )
    {
        var known = BuiltInTasks.All[task];
        for (int i = 0; i < count; i++)
        {
            SafetyPolicy? policy = policies is { Count: > 0 } ? policies[i / known.Labels.Count % policies.Count] : null;
            var item = GymTasks.Balanced(task, split, i, policy);
            string id = $"{split.Name}-{i}";
            yield return new HeldOutItem(
                EvidenceSource.Gym,
                id,
                $"gym item {id} of {task}",
                known,
                () => [.. item.Scenes.Select(Picture)],
                item.Text,
                [.. known.Labels.Select(label => label == item.Label ? 1.0 : 0.0)],
                1,
                id,
                item.Family
            );
        }
    }

    /// <summary>Items of a data file.</summary>
    /// <param name="path">JSON Lines.</param>
    /// <param name="split">Only items of this split; null: all.</param>
    /// <param name="tasks">Tasks by name.</param>
    /// <exception cref="JudgingDataException">A line is not sound.</exception>
    /// <exception cref="RunException">There is no item.</exception>
    public static List<HeldOutItem> File(string path, string? split, IReadOnlyDictionary<string, JudgingTask> tasks)
    {
        var file = JudgingFile.Read(path);
        List<HeldOutItem> items = [];
        for (int i = 0; i < file.Items.Count; i++)
        {
            var item = file.Items[i];
            if (split is not null && item.Split != split)
            {
                continue;
            }

            if (!tasks.TryGetValue(item.Task, out var task))
            {
                throw file.Error(i, $"the task '{item.Task}' is not known");
            }

            ItemCheck.Of(file, i, task);
            items.Add(Of(file, i, task));
        }

        return items.Count > 0
            ? items
            : throw new RunException($"{path} has no item{(split is null ? "" : $" of split '{split}'")}");
    }

    private static HeldOutItem Of(JudgingFile file, int index, JudgingTask task)
    {
        var item = file.Items[index];
        return new HeldOutItem(
            EvidenceSource.Data,
            item.Id,
            file.Place(index),
            task,
            () => [.. item.Images.Select(image => Picture(file, index, image))],
            item.Text,
            item.Posterior is { } posterior
                ? [.. task.Labels.Select(label => posterior.GetValueOrDefault(label))]
                : [.. task.Labels.Select(label => label == item.Label ? 1.0 : 0.0)],
            item.Weight ?? 1,
            item.Group,
            item.Family ?? item.Task
        );
    }

    private static DecodedImage Picture(JudgingFile file, int index, string image) =>
        ImageDecoder.Decode(System.IO.File.ReadAllBytes(file.ImagePath(image)), ImageLimits.Default) switch
        {
            ImageOutcome.Decoded decoded => decoded.Image,
            ImageOutcome.Refused refused => throw file.Error(index, $"the image '{image}' cannot be used: {refused.Message}"),
            var other => throw new InvalidOperationException($"unknown outcome {other}"),
        };

    private static DecodedImage Picture(Scene scene) => new(Scene.Size, Scene.Size, SceneRenderer.Render(scene), "image/png");
}
