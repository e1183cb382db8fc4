using JudgeCore.Tasks;
using JudgeCore.Verdicts;

namespace JudgeCore.Engine;

/// <summary>Reads a verdict off the finished sequences of a request.</summary>
internal sealed class VerdictReader(Snapshot snapshot, JudgingPlan plan)
{
    public Verdict Read(JudgeRequest request, IReadOnlyList<Sequence> sequences, JudgeTimings timings)
    {
        var task = request.Task;
        SwapReport? swap = null;
        double[] distribution = sequences[0].Labels!;
        if (plan.Strategy == PairStrategy.Joint)
        {
            (distribution, swap) = PairVerdicts.Joint(sequences[0].Labels!, sequences[1].Labels!);
        }
        else if (plan.Strategy == PairStrategy.Independent)
        {
            distribution = PairVerdicts.Independent(WorstToBest(sequences[0].Labels!), WorstToBest(sequences[1].Labels!));
        }

        var calibration = snapshot.Card.CalibrationOf(task.Name);
        distribution = Tempered(distribution, calibration.Temperature);
        var labels = task.VerdictLabels;
        int best = Array.IndexOf(distribution, distribution.Max());
        return new Verdict(
            labels[best],
            distribution[best],
            labels.Zip(distribution).ToDictionary(pair => pair.First, pair => pair.Second),
            task.Kind == TaskKind.Scale ? distribution.Select((p, i) => p * (i + 1)).Sum() : null,
            plan.Mode == VerdictMode.Reasoned ? Rationale(sequences[0]) : null,
            plan.Mode,
            plan.Strategy,
            swap,
            snapshot.Identity,
            new TokenUsage(
                sequences.Sum(sequence => sequence.Prompt.Ids.Length),
                sequences.Sum(sequence => sequence.Prompt.ImageTokens),
                sequences.Sum(sequence => sequence.Completion.Count + 1)
            ),
            timings
        )
        {
            Abstained = distribution[best] < calibration.AbstainBelow,
        };
    }

    // Labels of a pointwise twin as an order: the favourable one is the best, scales are ordered already.
    private double[] WorstToBest(double[] distribution)
    {
        if (plan.Asked.FavourableLabel is not { } favourable)
        {
            return distribution;
        }

        int at = plan.Asked.Labels.ToList().IndexOf(favourable);
        return [1 - distribution[at], distribution[at]];
    }

    private static double[] Tempered(double[] distribution, double temperature)
    {
        if (temperature == 1)
        {
            return distribution;
        }

        double[] raised = [.. distribution.Select(p => Math.Pow(p, 1 / temperature))];
        double total = raised.Sum();
        return [.. raised.Select(p => p / total)];
    }

    private string Rationale(Sequence sequence)
    {
        int[] close = snapshot.Prompts.Answers.CloseIds;
        var written = sequence.Completion;
        bool closed = written.TakeLast(close.Length).SequenceEqual(close);
        return snapshot.Prompts.Chat.Tokenizer.Decode(closed ? written.SkipLast(close.Length) : written).Trim();
    }
}
