using JudgeCore.Adapters;
using JudgeCore.Checkpoints;
using JudgeCore.Engine;
using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Engine;

/// <summary>Whatever a model's sizes are, the engine's passes over the model's memory give what the model's own operators do.</summary>
[Collection(nameof(Alone))]
public class DrawnShapesTests
{
    /// <summary>So many models, or as many as MTRL_SHAPES says.</summary>
    public static IEnumerable<TheoryDataRow<int>> Seeds =>
        Enumerable
            .Range(1, int.TryParse(Environment.GetEnvironmentVariable("MTRL_SHAPES"), out int count) ? count : 8)
            .Select(seed => new TheoryDataRow<int>(seed));

    [Theory, MemberData(nameof(Seeds))]
    public void The_engine_answers_as_operator_by_operator(int seed)
    {
        using var drawn = new DrawnModel(seed, ComputePolicy.Fp32Cpu);
        Near(drawn, seed);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void So_it_does_with_weights_of_eight_bits(int seed)
    {
        using var drawn = new DrawnModel(seed, ComputePolicy.Fp32Cpu);
        Int8Weights.Apply(drawn.Model);
        Near(drawn, seed);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void And_with_an_adapter_beside_the_weights(int seed)
    {
        using var drawn = new DrawnModel(seed, ComputePolicy.Fp32Cpu);
        var config = new AdapterConfig
        {
            Rank = 1 + seed % 5,
            Alpha = 4,
            Targets = AdapterTargets.Named("q_proj", "k_proj", "v_proj", "o_proj", "qkv", "proj"),
        };
        using var adapter = LoraAdapter.Attach(drawn.Model, config, seed);
        using (no_grad())
        using (var generator = new torch.Generator((ulong)seed))
        {
            adapter.Parameters.ToList().ForEach(parameter => parameter.normal_(0, 0.15, generator));
        }

        Near(drawn, seed);
    }

    // Random weights blow a rounding up: the operators' own distance from fp32 is the measure.
    [Theory, MemberData(nameof(Seeds))]
    public void In_bf16_it_is_as_near_to_fp32_as_the_operators_are(int seed)
    {
        using var drawn = new DrawnModel(seed, ComputePolicy.Bf16Cpu);
        using var wide = new DrawnModel(seed, ComputePolicy.Fp32Cpu);
        using (no_grad())
        {
            foreach (var (to, from) in wide.Model.parameters().Zip(drawn.Model.parameters()))
            {
                to.copy_(from);
            }
        }

        var answers = drawn.Answers(seed);
        double[] truth = [.. answers.SelectMany(answer => Plain(wide.Model, answer))];
        double[] plain = [.. answers.SelectMany(answer => Plain(drawn.Model, answer))];
        double[] mine = [.. answers.SelectMany(Found)];
        double allowed = 0.05 + 2 * Distance(plain, truth);
        Assert.True(Distance(mine, truth) <= allowed, $"{Distance(mine, truth)} against {allowed}: {drawn.Config}");
    }

    private static void Near(DrawnModel drawn, int seed)
    {
        foreach (var answer in drawn.Answers(seed))
        {
            Assert.All(
                Plain(drawn.Model, answer).Zip(Found(answer)),
                pair => Assert.True(Math.Abs(pair.First - pair.Second) <= 1e-4, $"{pair}: {drawn.Config}")
            );
        }
    }

    // Probabilities of the labels, or log-probabilities of the written tokens.
    private static IEnumerable<double> Found(Sequence answer) => answer.Labels ?? answer.LogProbs.Select(p => (double)p);

    private static IEnumerable<double> Plain(JudgeModel model, Sequence answer) =>
        answer.Tree is { } labels
            ? labels.Distribution(node => FullForward.Next(model, answer.Prompt, Way(labels, node), plain: true))
            : answer.Completion.Select(
                (token, i) => (double)FullForward.Next(model, answer.Prompt, [.. answer.Completion.Take(i)], plain: true)[token]
            );

    // Fed tokens from the prompt to a node, it included.
    private static List<int> Way(LabelTree labels, int node)
    {
        List<int> way = [];
        for (int at = node; at != LabelTree.Root; at = labels.Fed[at].Parent)
        {
            way.Insert(0, labels.Fed[at].Token);
        }

        return way;
    }

    private static double Distance(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Average();
}
