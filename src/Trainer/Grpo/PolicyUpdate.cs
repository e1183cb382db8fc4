using JudgeCore.Models;
using TorchSharp;
using Trainer.Losses;
using Trainer.Packing;
using Trainer.Policies;
using Trainer.Sft;
using static TorchSharp.torch;

namespace Trainer.Grpo;

/// <summary>Learns from a rollout: one or several optimizer updates, each over micro-batches of groups.</summary>
internal sealed class PolicyUpdate(Policy policy, ReferencePolicy? reference, GrpoOptions options)
{
    /// <param name="groups">What is learned from; nothing happens where there are neither groups nor lessons.</param>
    /// <param name="lessons">Right answers that are learned beside, by cross-entropy.</param>
    /// <param name="step">Of the run, from 0: decides the learning rate.</param>
    /// <returns>Metrics, the mean over updates.</returns>
    public Dictionary<string, double> Learn(
        IReadOnlyList<(Episode[] Group, double[] Advantages)> groups,
        IReadOnlyList<Lesson> lessons,
        int step
    )
    {
        var sums = new MetricMeans();
        if (groups.Count + lessons.Count == 0)
        {
            return sums.Read();
        }

        var minibatches = Deal(groups, options.Minibatches)
            .Select(minibatch =>
                Divide(minibatch, options.AccumulationSteps)
                    .Select(part => new EpisodeBatch(part, options.MaskTruncated, options.Guided.Credit))
                    .ToList()
            )
            .ToList();
        sums.Add(
            "tokens/learned",
            options.Epochs * minibatches.Sum(m => m.Sum(b => b.Packed.Batches.Sum(p => (double)p.Rows.Count * p.Seq)))
        );
        var taught = Deal(lessons, options.Minibatches).ToList();
        int updates = Math.Max(minibatches.Count, taught.Count);
        // After the first update the policy is no longer the one that wrote: its probabilities are kept from before.
        bool several = options.Epochs * updates > 1;
        var old = several ? minibatches.SelectMany(m => m).ToDictionary(batch => batch, Remember) : null;
        policy.Model.train();
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            for (int i = 0; i < updates; i++)
            {
                Update(i < minibatches.Count ? minibatches[i] : [], i < taught.Count ? taught[i] : [], old, step, sums);
            }
        }

        policy.Model.eval();
        foreach (var kept in old?.Values ?? Enumerable.Empty<Tensor>())
        {
            kept.Dispose();
        }

        return sums.Read();
    }

    private void Update(
        List<EpisodeBatch> minibatch,
        List<Lesson> lessons,
        Dictionary<EpisodeBatch, Tensor>? old,
        int step,
        MetricMeans sums
    )
    {
        int tokens = minibatch.Sum(batch => batch.Tokens);
        int episodes = minibatch.Sum(batch => batch.Episodes);
        policy.ZeroGradients();
        double loss = 0;
        foreach (var batch in minibatch)
        {
            var scale = new LossScale(tokens, minibatch.Count, minibatch.Count);
            // Losses that average over completions: micro-batches of unequal size count by their size.
            double share = (double)batch.Episodes * minibatch.Count / episodes;
            loss += Backward(batch, old?[batch], scale, share, sums);
        }

        if (lessons.Count > 0)
        {
            loss += Teach(lessons, sums);
        }

        var (norm, rate) = policy.Update(step);
        sums.Add("loss", loss);
        sums.Add("grad_norm", norm);
        sums.Add("learning_rate", rate);
    }

    private double Backward(EpisodeBatch batch, Tensor? old, LossScale scale, double share, MetricMeans sums)
    {
        using var scope = NewDisposeScope();
        var (flat, flatEntropies) = Scores(batch); // [tokens]
        var logProbs = batch.Spread(flat); // [episodes, width]
        var entropies = batch.Spread(options.Loss.EntropyCoefficient == 0 ? flatEntropies.detach() : flatEntropies);
        var mask = batch.Mask(batch.Counted); // [episodes, width]
        var advantages = batch.Advantages; // [episodes]
        var before = old ?? logProbs.detach();
        Tensor? ratios = null;
        if (options.SamplerCorrection is { } correction)
        {
            var (weights, metrics) = SamplerCorrection.Of(before, batch.SamplerLogProbs(before), mask, correction);
            ratios = weights;
            sums.Add(metrics);
        }

        var result = PolicyLoss.Compute(
            new PolicyBatch
            {
                LogProbs = logProbs,
                Advantages = advantages,
                Mask = mask,
                OldLogProbs = old,
                ReferenceLogProbs = reference is null
                    ? null
                    : batch.Spread(reference.LogProbs(batch.Packed, options.Temperature)),
                SamplerLogProbs = batch.SamplerLogProbs(before),
                SamplerRatios = ratios,
                Entropies = entropies,
                Scale = scale,
            },
            options.Loss
        );
        sums.Add(result.Metrics);
        var loss = Averages(options.Loss.Kind) ? result.Loss.Times(share) : result.Loss;
        if (options.Guided.Credit == GuidedCredit.Shaped)
        {
            loss = loss.Plus(GuidedLoss.Of(logProbs, advantages, batch.Mask(batch.Shaped), options.Guided.Gamma, scale));
        }

        loss.backward();
        return loss.Number<float>();
    }

    private double Teach(List<Lesson> lessons, MetricMeans sums)
    {
        using var scope = NewDisposeScope();
        var batch = new LessonBatch(lessons);
        var entropy = batch.Loss(policy, batch.Logits(policy), batch.Targets.LongCount(target => target >= 0), smoothing: 0);
        sums.Add("replay/loss", entropy.Number<float>());
        var loss = entropy.Times(options.ReplayLoss);
        loss.backward();
        return loss.Number<float>();
    }

    private static bool Averages(PolicyLossKind kind) =>
        kind is PolicyLossKind.Grpo or PolicyLossKind.Sapo or PolicyLossKind.DrGrpo or PolicyLossKind.Luspo;

    private Tensor Remember(EpisodeBatch batch)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        return batch.Spread(Scores(batch).LogProbs).DetachFromDisposeScope(); // [episodes, width]
    }

    private (Tensor LogProbs, Tensor Entropies) Scores(EpisodeBatch batch)
    {
        var logits = PackedForward.Logits(policy.Model, batch.Packed, policy.TrainsVision); // [tokens, vocab]
        return TokenScores.Of(logits, tensor(batch.Packed.Targets), options.Temperature);
    }

    // Parts of nearly equal size in turn, as cards are dealt: a rollout lies in the order of its tasks, an update should see them all.
    private static IEnumerable<List<T>> Deal<T>(IReadOnlyList<T> items, int parts)
    {
        int count = Math.Min(parts, items.Count);
        return Enumerable.Range(0, count).Select(i => items.Where((_, at) => at % count == i).ToList());
    }

    // Parts of nearly equal size, in order.
    private static IEnumerable<List<(Episode[] Group, double[] Advantages)>> Divide(
        List<(Episode[] Group, double[] Advantages)> items,
        int parts
    )
    {
        int count = Math.Min(parts, items.Count);
        for (int i = 0; i < count; i++)
        {
            int from = (int)((long)items.Count * i / count);
            int to = (int)((long)items.Count * (i + 1) / count);
            yield return [.. items.Skip(from).Take(to - from)];
        }
    }
}
