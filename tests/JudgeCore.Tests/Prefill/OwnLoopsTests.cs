using JudgeCore.Kernels;
using JudgeCore.Models;
using JudgeCore.Prefill;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Prefill;

/// <summary>Loops over a tensor's memory give what libtorch's operators give.</summary>
public class OwnLoopsTests
{
    [Theory]
    [InlineData(ScalarType.Float32, 1e-5)]
    [InlineData(ScalarType.BFloat16, 2e-2)]
    public void What_an_adapter_adds_is_the_product_of_its_two_matrices(ScalarType dtype, double tolerance)
    {
        Assert.SkipUnless(Lanes.Supported, "needs 512-bit registers");
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var generator = new Generator(1);
        var (y, inner, b) = (Drawn(23, 48), Drawn(23, 5), Drawn(48, 5));
        var expected = Wide(y).Plus(matmul(Wide(inner), Wide(b).t()).Times(0.7)); // [23, 48]
        var alone = y.narrow(0, 13, 1).clone(); // [1, 48]
        Assert.True(LowRankSum.TryAdd_(y, inner, b, 0.7));
        Assert.InRange(expected.Minus(Wide(y)).abs().max().Number<float>(), 0, tolerance);
        Assert.True(LowRankSum.TryAdd_(alone, inner.narrow(0, 13, 1), b, 0.7));
        Assert.Equal(0, alone.ne(y.narrow(0, 13, 1)).sum().Number<long>());
        Assert.False(LowRankSum.TryAdd_(zeros(3, 7), zeros(3, 5), zeros(7, 5), 1));

        Tensor Drawn(params long[] shape) => randn(shape, generator: generator).to_type(dtype);
        static Tensor Wide(Tensor x) => x.to_type(ScalarType.Float32);
    }

    [Theory]
    [InlineData(3, 24, ScalarType.Float32, 1e-5)]
    [InlineData(2, 72, ScalarType.Float32, 1e-5)]
    [InlineData(4, 32, ScalarType.BFloat16, 2e-2)]
    [InlineData(2, 72, ScalarType.BFloat16, 2e-2)]
    public void Attention_within_segments_is_libtorchs(int heads, int headDim, ScalarType dtype, double tolerance)
    {
        Assert.SkipUnless(Lanes.Supported, "needs 512-bit registers");
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        // Long ones, alone and side by side, take another way in bf16; one is no multiple of a register.
        int[] segments = [5, 16, 1, 33, 140, 140, 130, 300];
        using var generator = new Generator(1);
        var qkv = randn([segments.Sum(), 3 * heads * headDim], generator: generator).to_type(dtype); // [patches, 3 * heads * headDim]
        var angles = rand([segments.Sum(), 1, headDim / 2], generator: generator); // [patches, 1, headDim / 2]
        var both = cat([angles, angles], -1); // [patches, 1, headDim]
        (Tensor, Tensor) rotary = (both.cos(), both.sin());
        var mixed = SegmentAttention.Mix(qkv, rotary, segments, heads).to_type(ScalarType.Float32); // [patches, heads * headDim]

        long at = 0;
        foreach (int length in segments)
        {
            var parts = qkv.narrow(0, at, length).to_type(ScalarType.Float32).view(length, 3, heads, headDim).unbind(1);
            var (cos, sin) = (rotary.Item1.narrow(0, at, length), rotary.Item2.narrow(0, at, length));
            var q = MropeTable.Rotate(parts[0], cos, sin).transpose(0, 1); // [heads, length, headDim]
            var k = MropeTable.Rotate(parts[1], cos, sin).transpose(0, 1);
            var scores = matmul(q, k.transpose(1, 2)).Times(1 / Math.Sqrt(headDim)).softmax(-1); // [heads, length, length]
            var expected = matmul(scores, parts[2].transpose(0, 1)).transpose(0, 1).reshape(length, -1); // [length, heads * headDim]
            double worst = expected.Minus(mixed.narrow(0, at, length)).abs().max().Number<float>();
            Assert.InRange(worst, 0, tolerance);
            at += length;
        }
    }

    [Theory, InlineData(ScalarType.Float32, 2e-6), InlineData(ScalarType.BFloat16, 2e-2)]
    public void Gelu_is_the_tanh_form(ScalarType dtype, double tolerance)
    {
        Assert.SkipUnless(Lanes.Supported, "needs 512-bit registers");
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var x = linspace(-12, 12, 1600).to_type(dtype); // [1600]
        var expected = nn.functional.gelu(x, TorchSharp.Modules.GELU.Approximate.tanh, false);
        Assert.True(FastGelu.TryApply_(x));
        double worst = expected.to_type(ScalarType.Float32).Minus(x.to_type(ScalarType.Float32)).abs().max().Number<float>();
        Assert.InRange(worst, 0, tolerance);
    }

    [Fact]
    public void Where_a_gradient_is_wanted_nothing_is_changed()
    {
        using var x = ones(16);
        Assert.False(FastGelu.TryApply_(x));
        Assert.Equal(16, x.sum().Number<float>());
    }
}
