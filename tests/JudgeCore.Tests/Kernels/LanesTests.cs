using System.Runtime.Intrinsics;
using JudgeCore.Kernels;

namespace JudgeCore.Tests.Kernels;

public unsafe class LanesTests
{
    [Fact]
    public void Exponentials_are_right_to_a_few_units_of_the_last_place()
    {
        Assert.SkipUnless(Lanes.Supported, "needs 512-bit registers");
        for (float x = -87; x < 88; x += 0.0137f)
        {
            float expected = MathF.Exp(x);
            Assert.Equal(expected, Lanes.Exp(Vector512.Create(x))[3], expected * 3e-7f);
        }

        Assert.Equal(1, Lanes.Exp(Vector512<float>.Zero)[0]);
        Assert.Equal(0, Lanes.Exp(Vector512.Create(-1e30f))[0]);
        Assert.InRange(Lanes.Exp(Vector512.Create(1e30f))[0], 1e38f, float.PositiveInfinity);
    }

    [Fact]
    public void Numbers_stored_in_bf16_are_rounded_to_the_nearest_even()
    {
        Assert.SkipUnless(Lanes.Supported, "needs 512-bit registers");
        var random = new Random(1);
        float[] numbers = [.. Enumerable.Range(0, 16).Select(i => (float)((random.NextDouble() - 0.5) * Math.Pow(10, i - 8)))];
        (numbers[0], numbers[1]) = (BitConverter.Int32BitsToSingle(0x3F808000), BitConverter.Int32BitsToSingle(0x3F818000)); // halfway
        var stored = stackalloc ushort[16];
        Bf16Lane.Store(Vector512.Create(numbers), stored);
        for (int i = 0; i < 16; i++)
        {
            Assert.Equal(Bf16Lane.Narrow(numbers[i]), stored[i]);
        }

        Assert.Equal((0x3F80, 0x3F82), (stored[0], stored[1]));
    }

    [Theory, InlineData(16), InlineData(32), InlineData(20), InlineData(3)]
    public void Stored_heads_are_turned_and_scaled_as_fp32_ones_are_and_rounded_once(int half)
    {
        Assert.SkipUnless(Lanes.Supported, "needs 512-bit registers");
        var random = new Random(half);
        ushort[] stored = [.. Numbers(2 * half).Select(Bf16Lane.Narrow)];
        float[] turned = [.. stored.Select(Bf16Lane.One)];
        var (cos, sin) = (Numbers(half), Numbers(half));
        var (found, scaled) = (new ushort[2 * half], new ushort[2 * half]);
        fixed (
            ushort* from = stored,
                to = found,
                times = scaled
        )
        fixed (
            float* wide = turned,
                c = cos,
                s = sin
        )
        {
            Lanes.Rotate<ushort, Bf16Lane>(from, c, s, 0.3f, half, to);
            Lanes.Rotate<float, Fp32Lane>(wide, c, s, 0.3f, half, wide);
            Lanes.Scaled<ushort, Bf16Lane>(from, 0.7f, times, 2 * half);
        }

        Assert.Equal(turned.Select(Bf16Lane.Narrow), found);
        for (int i = 0; i < half; i++)
        {
            var (low, high) = ((double)Bf16Lane.One(stored[i]), (double)Bf16Lane.One(stored[i + half]));
            Assert.Equal(0.3 * (low * cos[i] - high * sin[i]), turned[i], 1e-7);
            Assert.Equal(0.3 * (high * cos[i] + low * sin[i]), turned[i + half], 1e-7);
        }

        Assert.Equal(stored.Select(number => Bf16Lane.Narrow(Bf16Lane.One(number) * 0.7f)), scaled);

        float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextDouble() - 0.5f)];
    }

    [Theory, InlineData(16), InlineData(64), InlineData(40), InlineData(3)]
    public void A_norm_divides_by_the_root_of_the_mean_square_whatever_the_length(int count)
    {
        Assert.SkipUnless(Lanes.Supported, "needs 512-bit registers");
        var random = new Random(count);
        var (numbers, weights) = (Numbers(), Numbers());
        var (found, stored) = (new float[count], new ushort[count]);
        fixed (
            float* from = numbers,
                weight = weights,
                to = found
        )
        fixed (ushort* narrow = stored)
        {
            Lanes.RmsNorm<float, Fp32Lane>(from, weight, to, count, 1e-6f);
            Lanes.RmsNorm<ushort, Bf16Lane>(from, weight, narrow, count, 1e-6f);
        }

        double rms = Math.Sqrt(numbers.Average(number => (double)number * number) + 1e-6);
        Assert.All(found, (number, i) => Assert.Equal(weights[i] * numbers[i] / rms, number, 1e-6));
        Assert.Equal(found.Select(Bf16Lane.Narrow), stored);

        float[] Numbers() => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextDouble() - 0.5f)];
    }

    [Theory, InlineData(1, 16), InlineData(5, 48), InlineData(64, 80), InlineData(33, 144)]
    public void Products_of_four_rows_are_sums_of_products(int depth, int width)
    {
        Assert.SkipUnless(Lanes.Supported, "needs 512-bit registers");
        var random = new Random(depth);
        float[] a = Random(4 * depth);
        float[] b = Random(depth * width);
        float[] c = new float[4 * width];
        fixed (
            float* pa = a,
                pb = b,
                pc = c
        )
        {
            BlockProducts.Multiply(pa, depth, pb, width, pc, width, depth, width);
        }

        for (int row = 0; row < 4; row++)
        {
            for (int column = 0; column < width; column++)
            {
                double expected = Enumerable.Range(0, depth).Sum(d => (double)a[row * depth + d] * b[d * width + column]);
                Assert.Equal(expected, c[row * width + column], 1e-4);
            }
        }

        float[] Random(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() - 0.5))];
    }
}
