using JudgeCore.Engine;
using JudgeCore.Kernels;
using JudgeCore.Models;
using JudgeCore.Tests.Engine;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Kernels;

public unsafe class Int8MatrixTests
{
    [Theory, InlineData(1), InlineData(5)]
    public void Products_are_those_of_the_rounded_matrix_and_no_weight_moves_by_more_than_half_a_scale(int batch)
    {
        Assert.SkipUnless(Lanes.Supported, "needs 512-bit registers");
        using var scope = NewDisposeScope();
        using var generator = new torch.Generator(3);
        var weight = randn([11, 48], generator: generator); // [rows, columns]
        weight[2] = zeros(48);
        var original = weight;
        using var matrix = Int8Matrix.Round(original);
        weight = matrix.Widened(ScalarType.Float32);
        var half = original.abs().amax([1], keepdim: true) / 254; // [rows, 1]
        Assert.True(original.Minus(weight).abs().le(half * 1.0001f + 1e-12f).all().Number<bool>());
        Assert.False(original.eq(weight).all().Number<bool>());

        var x = randn([batch, 48], generator: generator); // [batch, columns]
        var y = zeros(batch, 11); // [batch, rows]
        matrix.Multiply((float*)WeightMatrix.Pointer(x), batch, (float*)WeightMatrix.Pointer(y), 11, 0, 11);
        Assert.InRange(nn.functional.linear(x, weight).Minus(y).abs().max().Number<float>(), 0, 1e-4f);
        float[] row = new float[48];
        fixed (float* to = row)
        {
            matrix.Row(4, to);
        }

        Assert.Equal(weight[4].data<float>().ToArray(), row, (a, b) => Math.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void A_rounded_model_decodes_what_its_own_pass_over_the_rounded_weights_gives()
    {
        using var small = new SmallModel();
        float[] before = FullForward.Next(small.Model, small.Prompt(2, images: 0), []);
        Int8Weights.Apply(small.Model);
        Assert.NotEqual(before, FullForward.Next(small.Model, small.Prompt(2, images: 0), []));
        using var generator = small.Generator();
        var sequence = new Sequence(small.Prompt(2, images: 0), new Goal.Write(new HashSet<int>(), 12, null));
        generator.Run([sequence]);
        var (tokens, logProbs) = FullForward.Greedy(small.Model, sequence.Prompt, 12);
        Assert.Equal(tokens, sequence.Completion);
        Assert.All(logProbs.Zip(sequence.LogProbs), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }
}
