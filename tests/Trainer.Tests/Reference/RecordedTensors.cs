using JudgeCore.Checkpoints;
using JudgeCore.Tests;
using JudgeCore.Tests.Reference;
using TorchSharp;
using static TorchSharp.torch;

namespace Trainer.Tests.Reference;

/// <summary>Tensors of a recorded file. One that no check read fails the test, so that nothing recorded is skipped.</summary>
internal sealed class RecordedTensors(string name) : IDisposable
{
    private readonly SafetensorsFile file = new(Path.Combine(Fixtures.Reference, name));
    private readonly HashSet<string> read = [];

    public IEnumerable<string> Names => file.Tensors.Keys;

    public bool Has(string tensor) => file.Tensors.ContainsKey(tensor);

    public Tensor Read(string tensor)
    {
        read.Add(tensor);
        return file.Read(tensor);
    }

    /// <summary>A leaf that gathers a gradient.</summary>
    public Tensor Leaf(string tensor) => Read(tensor).to_type(float32).requires_grad_();

    /// <summary>Declares tensors that are information only.</summary>
    public void Ignore(params string[] tensors) => read.UnionWith(tensors);

    public void Expect(string tensor, Tensor actual, double tolerance)
    {
        var expected = Read(tensor);
        Assert.True(
            expected.shape.SequenceEqual(actual.shape),
            $"{name} {tensor}: expected [{string.Join(", ", expected.shape)}], got [{string.Join(", ", actual.shape)}]"
        );
        Close.Require(Numbers(expected), Numbers(actual), tolerance, $"{name} {tensor}");
    }

    /// <summary>Gradients: each element within the tolerance times the largest, at least 1.</summary>
    public void ExpectGradient(string tensor, Tensor? actual, double tolerance)
    {
        var expected = Numbers(Read(tensor));
        var numbers = actual is null ? new double[expected.Length] : Numbers(actual);
        Assert.Equal(expected.Length, numbers.Length);
        var largest = Math.Max(1, expected.Select(Math.Abs).DefaultIfEmpty(0).Max());
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.True(
                Math.Abs(expected[i] - numbers[i]) <= tolerance * largest,
                $"{name} {tensor}[{i}]: expected {expected[i]:R}, got {numbers[i]:R} (tolerance {tolerance * largest:E1})"
            );
        }
    }

    public void Finish()
    {
        var left = Names.Where(tensor => !read.Contains(tensor)).ToList();
        Assert.True(left.Count == 0, $"{name}: no check for {string.Join(", ", left)}");
    }

    public void Dispose() => file.Dispose();

    public static double[] Numbers(Tensor tensor) => [.. tensor.detach().to_type(float64).contiguous().data<double>()];
}
