using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Models;

/// <summary>The models against numbers recorded from the reference implementation: every model folder, every case.</summary>
[Trait("Kind", "Parity")]
public class ModelParityTests
{
    private const double Tolerance = 2e-4;

    public static IEnumerable<TheoryDataRow<string, string>> Cases => ModelFixture.Cases;

    public static IEnumerable<TheoryDataRow<string>> Models => ModelFixture.Names.Select(name => new TheoryDataRow<string>(name));

    [Fact]
    public void There_are_recorded_models() => Assert.NotEmpty(ModelFixture.Names);

    [Theory, MemberData(nameof(Cases))]
    public void Forward_pass_reproduces_every_recorded_quantity(string model, string @case)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var fixture = new ModelFixture(model);
        using var expected = fixture.Case(@case);
        var run = new CaseRun(fixture.Load(ComputePolicy.Fp32Cpu), expected);
        var differences = expected
            .Tensors.Keys.Where(name => name.StartsWith("out.", StringComparison.Ordinal))
            .Select(name => (name, Difference: run.Difference(name)))
            .Where(result => !(result.Difference <= (IsExact(result.name) ? 0 : Tolerance)))
            .Select(result => $"{result.name}: {result.Difference}");
        Assert.Empty(differences);
    }

    [Theory, MemberData(nameof(Models))]
    public void A_corrupted_recording_is_noticed(string model)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var fixture = new ModelFixture(model);
        using var expected = fixture.Case(fixture.CaseNames.First(name => name is not ("train" or "lora")));
        var run = new CaseRun(fixture.Load(ComputePolicy.Fp32Cpu), expected);
        Assert.True(run.Difference("out.logits", corrupt: logits => logits[0, -1, 0] += 0.01f) > Tolerance);
        Assert.True(run.Difference("out.position_ids", corrupt: positions => positions[2, 0, -1] += 1) > 0);
    }

    [Theory, MemberData(nameof(Models))]
    public void Bf16_stays_near_the_references_own_bf16(string model)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var fixture = new ModelFixture(model);
        double limit = 1.5 * fixture.Expected.GetProperty("bf16_mean_relative_logit_difference").GetDouble();
        List<double> relative = [];
        foreach (string name in fixture.CaseNames.Where(name => name is not ("train" or "lora")))
        {
            using var expected = fixture.Case(name);
            var run = new CaseRun(fixture.Load(ComputePolicy.Bf16Cpu), expected);
            relative.Add(run.MeanRelativeLogitDifference());
        }

        // The middle case: in a single one a router may choose another expert than in fp32, which no rounding bound covers.
        double middle = relative.Order().ElementAt(relative.Count / 2);
        Assert.True(middle <= limit, $"{middle} exceeds {limit}: {string.Join(", ", relative)}");
    }

    private static bool IsExact(string name) => name is "out.position_ids" or "out.rope_deltas" or "out.greedy_ids";
}
