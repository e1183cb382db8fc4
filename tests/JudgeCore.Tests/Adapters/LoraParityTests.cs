using JudgeCore.Adapters;
using JudgeCore.Checkpoints;
using JudgeCore.Models;
using JudgeCore.Tests.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Adapters;

/// <summary>Adapters that PEFT wrote against the numbers that PEFT computed with them.</summary>
[Trait("Kind", "Parity")]
public class LoraParityTests
{
    private const double Tolerance = 2e-4;

    public static IEnumerable<TheoryDataRow<string>> Models =>
        ModelFixture
            .Names.Where(name => new ModelFixture(name).CaseNames.Contains("lora"))
            .Select(name => new TheoryDataRow<string>(name));

    [Fact]
    public void There_are_recorded_adapters() => Assert.NotEmpty(Models);

    [Theory, MemberData(nameof(Models))]
    public void Logits_are_the_recorded_ones_beside_the_weights_and_merged_into_them(string model)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var fixture = new ModelFixture(model);
        using var recorded = fixture.Case("lora");
        using var judge = fixture.Load(ComputePolicy.Fp32Cpu);
        double without = LogitDifference(judge, recorded);
        using var folder = new AdapterFolder(Path.Combine(fixture.Folder, "lora"));
        using var adapter = LoraAdapter.Load(judge, folder);
        Assert.True(LogitDifference(judge, recorded) <= Tolerance);
        adapter.Enabled = false;
        Assert.Equal(without, LogitDifference(judge, recorded));
        adapter.Enabled = true;
        adapter.Merge();
        Assert.True(LogitDifference(judge, recorded) <= Tolerance);
        Assert.True(without > Tolerance, "the recorded adapter changes nothing: the test could not fail");
    }

    [Theory, MemberData(nameof(Models))]
    public void Five_steps_of_training_the_adapter_alone_follow_the_recorded_losses(string model)
    {
        using var scope = NewDisposeScope();
        var fixture = new ModelFixture(model);
        using var recorded = fixture.Case("lora");
        using var judge = fixture.Load(ComputePolicy.Fp32Cpu);
        using var folder = new AdapterFolder(Path.Combine(fixture.Folder, "lora"));
        using var adapter = LoraAdapter.Load(judge, folder);
        var expected = fixture.Expected.GetProperty("lora");
        Assert.Equal(expected.GetProperty("trainable").GetInt64(), adapter.Parameters.Sum(parameter => parameter.numel()));

        var training = new RecordedTraining(judge, recorded);
        using var optimizer = optim.AdamW(adapter.Parameters, lr: 1e-2, weight_decay: 0);
        foreach (var loss in expected.GetProperty("losses").EnumerateArray())
        {
            optimizer.zero_grad();
            Assert.Equal(1, training.Backward() / loss.GetDouble(), 1e-3);
            optimizer.step();
        }

        Assert.All(judge.parameters(), parameter => Assert.Null(parameter.grad));
    }

    private static double LogitDifference(JudgeModel judge, SafetensorsFile recorded) =>
        new CaseRun(judge, recorded).Difference("out.logits");
}
