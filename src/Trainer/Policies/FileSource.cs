using JudgeCore.Images;
using JudgeCore.Tasks;
using Trainer.Data;
using Trainer.Gym;
using Trainer.Rewards;

namespace Trainer.Policies;

/// <summary>The cases of one task of a data file, in an order of its own in every pass through them.</summary>
internal sealed class FileSource : ITrainingSource
{
    private readonly JudgingFile file;
    private readonly ImageProcessor processor;
    private readonly JudgingTask task;
    private readonly int[][] groups; // indices into the file's items: by label where labels take turns, else one group
    private readonly ulong seed;
    private readonly Dictionary<string, PreparedImage> pictures = new(StringComparer.Ordinal);

    /// <param name="file">Where the cases are.</param>
    /// <param name="indices">Those of the task, at least one.</param>
    /// <param name="task">Their task.</param>
    /// <param name="processor">Prepares their pictures.</param>
    /// <param name="seed">Of the order.</param>
    /// <param name="balance">Labels take turns.</param>
    public FileSource(
        JudgingFile file,
        IReadOnlyList<int> indices,
        JudgingTask task,
        ImageProcessor processor,
        int seed,
        bool balance
    )
    {
        (this.file, this.task, this.processor, this.seed) = (file, task, processor, (ulong)(uint)seed);
        groups = balance
            ? [.. indices.GroupBy(i => file.Items[i].Label).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => g.ToArray())]
            :
            [
                [.. indices],
            ];
    }

    public string Task => task.Name;

    public TaskKind Kind => task.Kind;

    public TrainingCase Draw(long number)
    {
        int group = (int)(number % groups.Length);
        long within = number / groups.Length;
        int[] members = groups[group];
        long pass = within / members.Length;
        // Fisher-Yates with a stream of its own for each pass.
        var random = GymRandom.For(seed ^ 0xF11E, (ulong)(pass * groups.Length + group));
        int[] order = [.. members];
        for (int i = order.Length - 1; i > 0; i--)
        {
            int j = random.Below(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return Case(order[within % members.Length]);
    }

    private TrainingCase Case(int index)
    {
        var item = file.Items[index];
        return new TrainingCase(
            item.Id,
            task,
            [.. item.Images.Select(image => Picture(index, image))],
            item.Text,
            Gold(item),
            item.Rationale,
            item.Family ?? item.Task,
            item.Votes is { Count: > 0 } votes
                ? [.. votes.Select(vote => new RaterVote(LabelIndex(vote.Label), vote.Weight, vote.Confusion))]
                : null
        );
    }

    private int LabelIndex(string label) => task.Labels.ToList().IndexOf(label);

    private double[] Gold(JudgingItem item) =>
        item.Posterior is { } posterior
            ? [.. task.Labels.Select(label => posterior.GetValueOrDefault(label))]
            : [.. task.Labels.Select(label => label == item.Label ? 1.0 : 0.0)];

    private PreparedImage Picture(int index, string image)
    {
        if (pictures.TryGetValue(image, out var known))
        {
            return known;
        }

        var outcome = ImageDecoder.Decode(System.IO.File.ReadAllBytes(file.ImagePath(image)), ImageLimits.Default);
        if (outcome is not ImageOutcome.Decoded decoded)
        {
            throw file.Error(index, $"the image '{image}' cannot be used: {((ImageOutcome.Refused)outcome).Message}");
        }

        return pictures[image] = processor.Prepare(decoded.Image);
    }
}
