using JudgeCore.Images;
using JudgeCore.Tasks;
using Trainer.Gym;

namespace Trainer.Policies;

/// <summary>The gym's live generator as a source: fresh pictures without end, labels taking turns.</summary>
internal sealed class GymSource(
    string task,
    GymSplit split,
    ImageProcessor processor,
    IReadOnlyList<SafetyPolicy>? policies = null
) : ITrainingSource
{
    private readonly JudgingTask judgingTask = BuiltInTasks.All[task];

    public string Task => task;

    public TaskKind Kind => judgingTask.Kind;

    public TrainingCase Draw(long number)
    {
        // Labels take turns from item to item, policies from pair of items to pair.
        SafetyPolicy? policy = policies is null ? null : policies[(int)(number / 2 % policies.Count)];
        var item = GymTasks.Balanced(task, split, checked((int)number), policy);
        if (item.Scenes.Any(scene => GymSplit.Of(scene) != split.Name))
        {
            throw new InvalidOperationException($"item {number} of {task} is not of the split '{split.Name}'");
        }

        return Of(item, judgingTask, processor, $"gym/{split.Name}/{task}/{number}");
    }

    /// <summary>A gym item as a case.</summary>
    public static TrainingCase Of(GymItem item, JudgingTask task, ImageProcessor processor, string id) =>
        new(
            id,
            task,
            [.. item.Scenes.Select(scene => processor.Prepare(Picture(scene)))],
            item.Text,
            [.. task.Labels.Select(label => label == item.Label ? 1.0 : 0.0)],
            item.Rationale,
            item.Family
        );

    private static DecodedImage Picture(Scene scene) => new(Scene.Size, Scene.Size, SceneRenderer.Render(scene), "image/png");
}
