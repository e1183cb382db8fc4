using JudgeCore.Agreement;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;
using Trainer.Evaluation;
using Trainer.Gym;
using Trainer.Policies;

namespace Trainer.Experiments;

/// <summary>Judges balanced held-out gym items in both modes, by free answers.</summary>
/// <param name="split">Where they come from.</param>
/// <param name="items">Of each part.</param>
internal sealed class GymExam(GymSplit split, int items)
{
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
        using var judge = new FreeAnswers(checkpoint);
        Dictionary<string, ExamScore> scores = [];
        foreach (var part in parts)
        {
            var source = new GymSource(part.Task, split, judge.Images, part.Policies);
            foreach (var mode in modes)
            {
                List<(int Gold, int Said, int? Swapped)> answers = [];
                for (int from = 0; from < items; from += Batch)
                {
                    cancellation.ThrowIfCancellationRequested();
                    answers.AddRange(Answer(source, from, Math.Min(Batch, items - from), mode, judge));
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
        FreeAnswers judge
    )
    {
        TrainingCase[] cases = [.. Enumerable.Range(from, count).Select(i => source.Draw(i))];
        return cases.Zip(
            judge.Write(cases, mode),
            (shown, said) => (shown.GoldLabel, said[0], said.Length > 1 ? said[1] : (int?)null)
        );
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
