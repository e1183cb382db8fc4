using JudgeCore.Engine;
using JudgeCore.Models;
using JudgeCore.Tests.Engine;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Models;

/// <summary>
/// Every tensor is made on its model's device: with a default device that has no memory, one that was left to the default cannot be computed
/// with. So it would be for a model on a GPU and tensors left on the processor.
/// </summary>
[Collection(nameof(Alone))]
public sealed class DevicePlacementTests : IDisposable
{
    public void Dispose() => set_default_device(CPU);

    [Fact]
    public void What_is_left_to_the_default_cannot_be_computed_with()
    {
        using var scope = NewDisposeScope();
        var here = ones([2], device: CPU);
        set_default_device(META);
        Assert.ThrowsAny<Exception>(() => here * ones(2));
    }

    // Seeds whose models are of the three families; in all of them, verdicts and texts with pictures, chunked or whole.
    [
        Theory,
        InlineData(1),
        InlineData(2),
        InlineData(3),
        InlineData(4),
        InlineData(5),
        InlineData(6),
        InlineData(7),
        InlineData(8)
    ]
    public void The_engine_leaves_no_tensor_to_the_default(int seed)
    {
        using var drawn = new DrawnModel(seed, ComputePolicy.Fp32Cpu);
        var expected = drawn.Answers(seed).Select(answer => (answer.Labels, answer.LogProbs.ToArray())).ToList();
        set_default_device(META);
        using var again = new DrawnModel(seed, ComputePolicy.Fp32Cpu);
        Assert.Equal(expected, again.Answers(seed).Select(answer => (answer.Labels, answer.LogProbs.ToArray())));
    }
}
