using JudgeCore.Images;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;
using Trainer.Gym;
using Trainer.Packing;

namespace Trainer.Pretraining;

/// <summary>Draws the packed rows of a step: pictures, and several questions behind each.</summary>
internal sealed class RowFactory(PromptRenderer prompts, GymImages images, PretrainOptions options)
{
    private readonly GymSplit split = GymSplit.Train(options.Seed);

    /// <summary>The rows of one step; the same for the same seed and step.</summary>
    public List<(RowKind Kind, PackedRow Row)> Draw(int step)
    {
        var random = split.Stream("pretrain", step);
        var phase = Phase.At((double)step / options.Steps);
        List<(RowKind, PackedRow)> rows = [];
        for (int pictures = 0; pictures < options.ImagesPerStep; )
        {
            var kind = PickKind(phase, ref random);
            bool pair = kind is RowKind.Indexed or RowKind.Which or RowKind.JudgePairs;
            pictures += pair ? 2 : 1;
            rows.AddRange((pair ? Pair(kind, phase, ref random) : Single(kind, phase, ref random)).Select(row => (kind, row)));
        }

        return rows;
    }

    private static RowKind PickKind(Phase phase, ref GymRandom random)
    {
        // Shares are of pictures: a row of two pictures comes up half as often.
        double[] shares =
        [
            phase.Attributes,
            phase.Describe,
            phase.Judge,
            phase.Indexed / 2,
            phase.Which / 2,
            phase.JudgePairs / 2,
        ];
        double left = random.Unit() * shares.Sum();
        for (int kind = 0; kind < shares.Length; kind++)
        {
            left -= shares[kind];
            if (left < 0)
            {
                return (RowKind)kind;
            }
        }

        return RowKind.Attributes;
    }

    private List<PackedRow> Single(RowKind kind, Phase phase, ref GymRandom random)
    {
        var scene = SceneSampler.Draw(ref random, phase.Undistorted);
        PreparedImage[] picture = [images.Prepare(scene)];
        if (kind == RowKind.Judge)
        {
            return Judge(scene, picture, ref random);
        }

        List<Example> examples = [];
        for (int i = 0; i < options.QuestionsPerRow; i++)
        {
            bool describe = kind == RowKind.Describe && i == 0;
            var (question, answer) = describe
                ? GymQuestions.Describe(scene, ref random)
                : GymQuestions.Attribute(scene, ref random);
            examples.Add(Free(picture, question, answer));
        }

        return [new PackedRow(examples)];
    }

    // Two tasks about one picture: a row a task, because the rubric stands before the picture; captions and policies share a row.
    private List<PackedRow> Judge(Scene scene, PreparedImage[] picture, ref GymRandom random)
    {
        List<PackedRow> rows = [];
        if (random.Chance(0.1))
        {
            rows.Add(new PackedRow([Answer(GymTasks.Point(BuiltInTasks.QualityScale, scene, ref random), picture, ref random)]));
        }

        int first = random.Below(GymTasks.Pointwise.Length);
        for (int i = 0; i < 2; i++)
        {
            string task = GymTasks.Pointwise[
                (first + i * (1 + random.Below(GymTasks.Pointwise.Length - 1))) % GymTasks.Pointwise.Length
            ];
            bool texts = task is BuiltInTasks.Alignment or BuiltInTasks.Preference or BuiltInTasks.Safety;
            List<Example> examples = [];
            for (int branch = 0; branch < (texts ? 3 : 1); branch++)
            {
                examples.Add(Answer(GymTasks.Point(task, scene, ref random), picture, ref random));
            }

            rows.Add(new PackedRow(examples));
        }

        return rows;
    }

    private List<PackedRow> Pair(RowKind kind, Phase phase, ref GymRandom random)
    {
        double undistorted = kind == RowKind.JudgePairs ? 0 : phase.Undistorted;
        var (a, b) = (SceneSampler.Draw(ref random, undistorted), SceneSampler.Draw(ref random, undistorted));
        PreparedImage[] pictures = [images.Prepare(a), images.Prepare(b)];
        if (kind == RowKind.JudgePairs)
        {
            return JudgePair(a, b, pictures, ref random);
        }

        List<Example> examples = [];
        for (int i = 0; i < options.QuestionsPerRow; i++)
        {
            var (question, answer) =
                kind == RowKind.Which ? GymQuestions.Which(a, b, ref random) : GymQuestions.Indexed(a, b, ref random);
            examples.Add(Free(pictures, question, answer));
        }

        return [new PackedRow(examples)];
    }

    // Up to three tasks that these two pictures decide.
    private List<PackedRow> JudgePair(Scene a, Scene b, PreparedImage[] pictures, ref GymRandom random)
    {
        List<PackedRow> rows = [];
        int first = random.Below(GymTasks.Pairwise.Length);
        for (int i = 0; i < GymTasks.Pairwise.Length && rows.Count < 3; i++)
        {
            if (GymTasks.Pair(GymTasks.Pairwise[(first + i) % GymTasks.Pairwise.Length], a, b, ref random) is { } item)
            {
                rows.Add(new PackedRow([Answer(item, pictures, ref random)]));
            }
        }

        return rows;
    }

    private Example Free(PreparedImage[] pictures, string question, string answer) =>
        new(prompts.Question(pictures, question), prompts.Answers.Completion(null, answer));

    private Example Answer(GymItem item, PreparedImage[] pictures, ref GymRandom random)
    {
        bool reasoned = random.Chance(options.ReasonedShare);
        string label = random.Chance(options.LazyShare) ? item.LazyLabel : item.Label;
        var prompt = prompts.Render(
            BuiltInTasks.All[item.Task],
            pictures,
            item.Text,
            reasoned ? VerdictMode.Reasoned : VerdictMode.Verdict
        );
        return new Example(prompt, prompts.Answers.Completion(reasoned ? item.Rationale : null, label));
    }
}
