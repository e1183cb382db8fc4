using TorchSharp;
using Trainer.Advantages;
using Trainer.Losses;
using Trainer.Optimisation;
using Trainer.Tests.Reference;
using static TorchSharp.torch;

namespace Trainer.Tests.Losses;

/// <summary>A policy of two independent tokens out of four each, with a known best answer, from sampling to step: the reward must reach it.</summary>
public sealed class ToyPolicyTests
{
    private const int Group = 16;
    private const int Vocabulary = 4;
    private static readonly int[] Best = [2, 1];

    public static TheoryData<string, string, int> Recipes
    {
        get
        {
            var data = new TheoryData<string, string, int>();
            foreach (var kind in Enum.GetNames<PolicyLossKind>())
            {
                data.Add(kind, nameof(RatioLevel.Token), 1);
                data.Add(kind, nameof(RatioLevel.Token), 3);
            }
            data.Add(nameof(PolicyLossKind.Grpo), nameof(RatioLevel.Sequence), 2);
            data.Add(nameof(PolicyLossKind.Luspo), nameof(RatioLevel.Sequence), 2);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Recipes))]
    public void The_reward_reaches_its_optimum(string kind, string level, int updatesPerRollout)
    {
        var options = new PolicyLossOptions
        {
            Kind = Enum.Parse<PolicyLossKind>(kind),
            Ratio = Enum.Parse<RatioLevel>(level),
            EpsilonHigh = kind == nameof(PolicyLossKind.Cispo) ? 5 : 0.2,
            MaxCompletionLength = 2,
        };
        using var scope = NewDisposeScope();
        var random = new Random(17);
        var logits = zeros(2, Vocabulary).requires_grad_();
        NamedParameter[] parameters = [new("logits", logits)];
        using var optimizer = new AdamW(new AdamWGroup { Parameters = parameters, LearningRate = 0.1 });
        Assert.InRange(ExpectedReward(logits), 0.2, 0.3);
        for (var step = 0; step < 60; step++)
            Update(options, updatesPerRollout, random, logits, optimizer);
        Assert.InRange(ExpectedReward(logits), 0.9, 1);
    }

    [Fact]
    public void A_kl_penalty_keeps_the_policy_near_its_reference()
    {
        var (free, bound) = (Drift(0), Drift(2));
        Assert.True(bound < free / 2, $"logits moved by {bound} with the penalty, {free} without");

        static double Drift(double beta)
        {
            using var scope = NewDisposeScope();
            var random = new Random(17);
            var logits = zeros(2, Vocabulary).requires_grad_();
            using var optimizer = new AdamW(new AdamWGroup { Parameters = [new("logits", logits)], LearningRate = 0.1 });
            for (var step = 0; step < 60; step++)
                Update(new() { Beta = beta }, 1, random, logits, optimizer);
            return RecordedTensors.Numbers(logits).Max(Math.Abs);
        }
    }

    private static void Update(PolicyLossOptions options, int updates, Random random, Tensor logits, AdamW optimizer)
    {
        using var scope = NewDisposeScope();
        var p = RecordedTensors.Numbers(nn.functional.softmax(logits, -1));
        var ids = new long[Group * 2];
        var rewards = new double[Group][];
        for (var i = 0; i < Group; i++)
        {
            double reward = 0;
            for (var t = 0; t < 2; t++)
            {
                ids[2 * i + t] = Sample(p.AsSpan(t * Vocabulary, Vocabulary), random.NextDouble());
                reward += ids[2 * i + t] == Best[t] ? 0.5 : 0;
            }
            rewards[i] = [reward];
        }
        var table = new RewardTable
        {
            Functions = ["right"],
            Weights = [1],
            Rewards = rewards,
            GroupSize = Group,
        };
        var advantages = tensor(AdvantageEstimator.Estimate(table, new()).Advantages, float32);
        Tensor? old = null;
        for (var u = 0; u < updates; u++)
        {
            Gradients.Clear(optimizer.Parameters);
            var all = logits.unsqueeze(0).expand(Group, -1, -1); // [group, tokens, vocab]
            var (logProbs, entropies) = TokenScores.Of(all, tensor(ids).reshape(Group, 2));
            old ??= logProbs.detach().clone();
            var result = PolicyLoss.Compute(
                new()
                {
                    LogProbs = logProbs,
                    OldLogProbs = old,
                    ReferenceLogProbs = full_like(logProbs, -Math.Log(Vocabulary)),
                    Entropies = entropies,
                    Advantages = advantages,
                    Mask = ones(Group, 2),
                    Scale = new(Group * 2),
                },
                options
            );
            result.Loss.backward();
            optimizer.Step();
        }
    }

    private static int Sample(ReadOnlySpan<double> p, double u)
    {
        var k = 0;
        while (k < p.Length - 1 && (u -= p[k]) > 0)
            k++;
        return k;
    }

    private static double ExpectedReward(Tensor logits)
    {
        using var scope = NewDisposeScope();
        var p = RecordedTensors.Numbers(nn.functional.softmax(logits, -1));
        return (p[Best[0]] + p[Vocabulary + Best[1]]) / 2;
    }
}
