using JudgeCore.Checkpoints;
using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Models;

/// <summary>Gradients and five optimizer steps against numbers recorded from the reference implementation.</summary>
[Trait("Kind", "Parity")]
public class TrainingParityTests
{
    private const double Tolerance = 1e-3; // relative

    public static IEnumerable<TheoryDataRow<string>> Models =>
        ModelFixture
            .Names.Where(name => new ModelFixture(name).CaseNames.Contains("train"))
            .Select(name => new TheoryDataRow<string>(name));

    [Theory(SkipTestWithoutData = true), MemberData(nameof(Models))]
    public void Every_parameters_gradient_has_the_recorded_norm(string model)
    {
        using var scope = NewDisposeScope();
        var fixture = new ModelFixture(model);
        using var recorded = fixture.Case("train");
        using var judge = fixture.Load(ComputePolicy.Fp32Cpu);
        float loss = new RecordedTraining(judge, recorded).Backward();
        var expected = fixture.Expected.GetProperty("train");
        Assert.Empty(Wrong("loss", loss, expected.GetProperty("loss_and_gradient_norm")[0][0].GetDouble()));

        var norms = expected
            .GetProperty("gradient_norms_at_start")
            .EnumerateObject()
            .ToDictionary(p => p.Name, p => p.Value.GetDouble());
        string[] without =
        [
            .. expected.GetProperty("parameters_without_gradient").EnumerateArray().Select(name => name.GetString()!),
        ];
        var mine = judge.named_parameters().ToDictionary(p => p.name, p => p.parameter.grad);
        Assert.Equal(norms.Keys.Concat(without).Order(StringComparer.Ordinal), mine.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(norms.SelectMany(norm => Wrong(norm.Key, mine[norm.Key]?.norm().item<float>() ?? 0, norm.Value)));
        Assert.All(without, name => Assert.Equal(0, mine[name]?.norm().item<float>() ?? 0));
    }

    [Theory(SkipTestWithoutData = true), MemberData(nameof(Models))]
    public void The_recorded_gradients_come_out_element_by_element(string model)
    {
        using var scope = NewDisposeScope();
        var fixture = new ModelFixture(model);
        using var recorded = fixture.Case("train");
        using var judge = fixture.Load(ComputePolicy.Fp32Cpu);
        new RecordedTraining(judge, recorded).Backward();
        Assert.Empty(GradientDifferences(judge, recorded));
    }

    [Theory(SkipTestWithoutData = true), MemberData(nameof(Models))]
    public void A_changed_label_is_noticed(string model)
    {
        using var scope = NewDisposeScope();
        var fixture = new ModelFixture(model);
        using var recorded = fixture.Case("train");
        using var judge = fixture.Load(ComputePolicy.Fp32Cpu);
        new RecordedTraining(judge, recorded).Backward(corrupt: labels => labels[0, -1] = (labels[0, -1] + 1) % 100);
        Assert.NotEmpty(GradientDifferences(judge, recorded));
    }

    [Theory(SkipTestWithoutData = true), MemberData(nameof(Models))]
    public void Five_optimizer_steps_follow_the_recorded_losses(string model)
    {
        using var scope = NewDisposeScope();
        var fixture = new ModelFixture(model);
        using var recorded = fixture.Case("train");
        using var judge = fixture.Load(ComputePolicy.Fp32Cpu);
        var training = new RecordedTraining(judge, recorded);
        using var optimizer = optim.AdamW(judge.parameters(), lr: 1e-3, beta1: 0.9, beta2: 0.95, eps: 1e-8, weight_decay: 0.1);
        List<string> wrong = [];
        foreach (var step in fixture.Expected.GetProperty("train").GetProperty("loss_and_gradient_norm").EnumerateArray())
        {
            wrong.AddRange(Wrong("loss", training.Backward(), step[0].GetDouble()));
            wrong.AddRange(Wrong("gradient norm", nn.utils.clip_grad_norm_(judge.parameters(), 1.0), step[1].GetDouble()));
            optimizer.step();
        }

        Assert.Empty(wrong);
    }

    private static IEnumerable<string> GradientDifferences(JudgeModel judge, SafetensorsFile recorded)
    {
        var mine = judge.named_parameters().ToDictionary(p => p.name, p => p.parameter.grad);
        foreach (string name in recorded.Tensors.Keys.Where(name => name.StartsWith("grad.", StringComparison.Ordinal)))
        {
            var expected = recorded.Read(name);
            var grad = mine[name["grad.".Length..]]!;
            double difference = (grad - expected).norm().item<float>() / expected.norm().item<float>();
            if (!grad.shape.SequenceEqual(expected.shape) || !(difference <= Tolerance))
            {
                yield return $"{name}: relative difference {difference}";
            }
        }
    }

    private static IEnumerable<string> Wrong(string name, double mine, double expected) =>
        Math.Abs(mine - expected) <= Tolerance * Math.Max(Math.Abs(expected), 1e-6)
            ? []
            : [$"{name}: {mine} instead of {expected}"];
}
