using JudgeCore.Tests;
using JudgeCore.Tests.Reference;
using Trainer.Tests.Advantages;
using Trainer.Tests.Reference;

namespace Trainer.Tests.Losses;

/// <summary>Every recorded case of grpo/: advantages, masks, losses, gradients, logged metrics.</summary>
public sealed class GrpoReferenceTests
{
    private static readonly ReferenceFile File = new(Fixtures.Reference, "grpo/grpo.json");

    public static TheoryData<string, int, string> Cases => File.Cases("batches", "rloo_loss");

    public static TheoryData<string> Batches => [.. File.Root.Object("batches").Names];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Numbers_equal_the_recorded_ones(string section, int index, string name)
    {
        var recorded = File.Case(section, index);
        switch (section)
        {
            case "advantages":
                AdvantageChecks.GroupRelative(recorded);
                break;
            case "rloo_advantages":
                AdvantageChecks.LeaveOneOutCase(recorded);
                break;
            case "truncation":
                AdvantageChecks.Truncation(recorded);
                break;
            case "loss_cases":
                using (var tensors = new RecordedTensors($"grpo/{recorded.Text("batch")}.safetensors"))
                    PolicyLossChecks.GroupRelative(recorded, tensors, name);
                break;
            default:
                Assert.Fail($"grpo.json has a section '{section}' that no check knows.");
                break;
        }
        recorded.Finish();
    }

    [Fact]
    public void The_leave_one_out_loss_equals_the_recorded_one()
    {
        using var tensors = new RecordedTensors("grpo/rloo_loss.safetensors");
        PolicyLossChecks.LeaveOneOut(File.Root.Object("rloo_loss"), tensors);
    }

    [Theory]
    [MemberData(nameof(Batches))]
    public void Every_recorded_tensor_belongs_to_a_case(string batch)
    {
        var shape = File.Root.Object("batches").Object(batch);
        using var tensors = new RecordedTensors($"grpo/{batch}.safetensors");
        Assert.Equal([shape.Integer("B"), shape.Integer("T")], tensors.Read("in.per_token_logps").shape);
        shape.Ignore("G");
        shape.Finish();
        var names = File.Root.Objects("loss_cases").Where(c => c.Text("batch") == batch).Select(c => c.Text("name")).ToHashSet();
        Assert.All(
            tensors.Names.Where(tensor => !tensor.StartsWith("in.", StringComparison.Ordinal)),
            tensor => Assert.Contains(tensor[..tensor.LastIndexOf('.')], names)
        );
    }
}
