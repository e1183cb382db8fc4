using System.ComponentModel.DataAnnotations;
using JudgeCore.Checkpoints;
using JudgeCore.Engine;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Engine;

public class ComputeDeviceTests
{
    [Theory]
    [InlineData("cpu", null)]
    [InlineData("cuda", 0)]
    [InlineData("cuda:0", 0)]
    [InlineData("cuda:3", 3)]
    public void Names_are_read(string name, int? gpu) => Assert.Equal(gpu, ComputeDevice.Parse(name).Gpu);

    [
        Theory,
        InlineData(""),
        InlineData("gpu"),
        InlineData("CUDA"),
        InlineData("cuda:"),
        InlineData("cuda:-1"),
        InlineData("cpu:0")
    ]
    public void Anything_else_is_refused_with_its_text(string name) =>
        Assert.Contains($"Device: '{name}' is none of cpu, cuda", Fault(name), StringComparison.Ordinal);

    [Fact]
    public void The_processor_is_always_there() => Assert.Null(Fault("cpu"));

    [Fact]
    public void A_gpu_that_is_not_there_is_said_clearly()
    {
        int count = cuda.is_available() ? cuda.device_count() : 0;
        string expected = count == 0 ? "no GPU can be used here" : $"there is no GPU {count}";
        Assert.Contains($"Device: {expected}", Fault($"cuda:{count}"), StringComparison.Ordinal);
    }

    [Fact]
    public void Eight_bits_are_refused_on_a_gpu()
    {
        string judge = Path.Combine(Fixtures.Root, "models", "tiny-judge");
        var error = Assert.Throws<CheckpointException>(() =>
            Snapshot.Load(judge, ModelPrecision.Int8, ComputeDevice.Parse("cuda"))
        );
        Assert.Contains("eight bits are for the processor", error.Message, StringComparison.Ordinal);
    }

    private static string? Fault(string name)
    {
        var options = new EngineOptions { Device = name };
        var wrong = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), wrong, validateAllProperties: true);
        return wrong.SingleOrDefault()?.ErrorMessage;
    }
}
