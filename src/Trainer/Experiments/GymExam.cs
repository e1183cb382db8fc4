// Free, greedy answers as a policy writes them: nothing constrains the form, so that a judge that lost it is seen to have lost it.
using JudgeCore.Agreement;
using JudgeCore.Checkpoints;
using JudgeCore.Engine;
using JudgeCore.Images;
using JudgeCore.Models;
using JudgeCore.Tasks;
using JudgeCore.Tokens;
using JudgeCore.Verdicts;
using Trainer.Grpo;
using Trainer.Gym;
using Trainer.Policies;

namespace Trainer.Experiments;

/// <summary>Judges balanced held-out gym items in both modes.</summary>
/// <param name="split">Where they come from.</param>
/// <param name="items">Of each part.</param>
internal sealed class GymExam(GymSplit split, int items)
{
    private const int MaxTokens = 64;
    private const int Batch = 200; // items whose pictures are in memory at once

    /// <param name="checkpoint">Folder of the judge.</param>
    /// <param name="parts">What is asked.</param>
    /// <param name="modes">In which modes.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    /// <returns>By part and mode, as "safety/reasoned".</returns>
    public Dictionary<string, ExamScore> Take(
        string checkpoint,
        IReadOnlyList<ExamPart> parts,
        IReadOnlyList<VerdictMode> modes,
        CancellationToken cancellation
    )
    {
        using var model = ModelLoader.Load(checkpoint, ComputePolicy.Fp32Cpu);
        var tokenizer = new JudgeTokenizer(Path.Combine(checkpoint, CheckpointFolder.TokenizerFile));
        var prompts = new PromptRenderer(new ChatFormat(tokenizer, model.Config), new AnswerFormat(tokenizer));
        var processor = new ImageProcessor(ImageProcessorConfig.Load(checkpoint));
        var shape = KeyValueShape.Of(model);
        var options = new EngineOptions { MaxSequences = 64, MaxTokens = 512 };
        using var generator = new Generator(model, shape, shape.Fit(options, model.Config.Text.MaxPositions));
        Dictionary<string, ExamScore> scores = [];
        foreach (var part in parts)
        {
            var source = new GymSource(part.Task, split, processor, part.Policies);
            foreach (var mode in modes)
            {
                List<(int Gold, int Said, int? Swapped)> answers = [];
                for (int from = 0; from < items; from += Batch)
                {
                    cancellation.ThrowIfCancellationRequested();
                    answers.AddRange(Answer(source, from, Math.Min(Batch, items - from), mode, prompts, generator));
                }

                string name = $"{part.Name}/{(mode == VerdictMode.Reasoned ? "reasoned" : "verdict")}";
                scores[name] = Score(answers, BuiltInTasks.All[part.Task].Labels.Count);
            }
        }

        return scores;
    }

    private static IEnumerable<(int, int, int?)> Answer(
        GymSource source,
        int from,
        int count,
        VerdictMode mode,
        PromptRenderer prompts,
        Generator generator
    )
    {
        List<(TrainingCase Case, Question Question, Sequence Sequence)> asked = [];
        HashSet<int> end = [prompts.Answers.End];
        for (int i = from; i < from + count; i++)
        {
            var shown = source.Draw(i);
            TrainingCase[] orders = source.Kind == TaskKind.Pairwise ? [shown, shown.Swapped()] : [shown];
            foreach (var order in orders)
            {
                var question = new Question(order, mode, prompts.Render(order.Task, order.Images, order.Text, mode), 0);
                asked.Add((order, question, new Sequence(question.Prompt, new Goal.Write(end, MaxTokens, null))));
            }
        }

        generator.Run(asked.Select(item => item.Sequence));
        int[] said =
        [
            .. asked.Select(item => EpisodeReader.Verdict(item.Question, [.. item.Sequence.Completion], prompts.Answers)),
        ];
        return source.Kind == TaskKind.Pairwise
            ? Enumerable.Range(0, count).Select(i => (asked[2 * i].Case.GoldLabel, said[2 * i], (int?)said[2 * i + 1]))
            : Enumerable.Range(0, count).Select(i => (asked[i].Case.GoldLabel, said[i], (int?)null));
    }

    private static ExamScore Score(List<(int Gold, int Said, int? Swapped)> answers, int labels)
    {
        int[] gold = [.. answers.Select(answer => answer.Gold)];
        int[] said = [.. answers.Select(answer => answer.Said)];
        var report = ClassificationReport.AbstentionIsWrong(gold, said, labels);
        double format = answers.Average(answer => answer.Said != ClassLabels.Abstained ? 1.0 : 0);
        if (answers[0].Swapped is null)
        {
            return new ExamScore(report.MacroF1, report.Accuracy, format, null, null);
        }

        // The swapped order's gold is the other label.
        double second = answers.Average(answer => answer.Swapped == 1 - answer.Gold ? 1.0 : 0);
        double both = answers.Average(answer => answer.Said == answer.Gold && answer.Swapped == 1 - answer.Gold ? 1.0 : 0);
        double flips = answers.Average(answer => answer.Said != 1 - answer.Swapped ? 1.0 : 0);
        return new ExamScore(report.MacroF1, (report.Accuracy + second) / 2, format, both, flips);
    }
}
