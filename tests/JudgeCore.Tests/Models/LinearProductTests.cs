using JudgeCore.Kernels;
using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Models;

public sealed class LinearProductTests
{
    private static readonly (int Inputs, int Outputs)[] Shapes =
    [
        (24, 40),
        (192, 512),
        (512, 192),
        (260, 264),
        (768, 256),
        (1176, 320),
    ];

    public static IEnumerable<TheoryDataRow<ScalarType, int, int>> Layers =>
        from dtype in new[] { ScalarType.Float32, ScalarType.BFloat16 }
        from shape in Shapes
        select new TheoryDataRow<ScalarType, int, int>(dtype, shape.Inputs, shape.Outputs);

    public static IEnumerable<TheoryDataRow<ScalarType, int, int>> EvenLayers =>
        from layer in Layers
        let dtype = layer.Data.Item1
        let inputs = layer.Data.Item2
        where dtype == ScalarType.BFloat16 || inputs <= LinearProduct.DeepestFloat
        where inputs * layer.Data.Item3 >= LinearProduct.FewestWeights
        select layer;

    [Theory]
    [MemberData(nameof(Layers))]
    public void It_is_the_product_and_the_bias(ScalarType dtype, int inputs, int outputs)
    {
        using var guard = inference_mode();
        using var scope = NewDisposeScope();
        var (x, weight, bias) = Random(dtype, 33, inputs, outputs);
        foreach (var added in new[] { null, bias })
        {
            var expected = nn.functional.linear(Exact(x), Exact(weight), added is null ? null! : Exact(added)); // [33, outputs]
            double largest = Exact(LinearProduct.Of(x, weight, added)).Minus(expected).abs().max().Number<double>();
            Assert.InRange(largest, 0, (dtype == ScalarType.BFloat16 ? 5e-3 : 2e-6) * expected.abs().max().Number<double>());
        }
    }

    [Theory]
    [MemberData(nameof(EvenLayers))]
    public void A_row_has_the_same_numbers_in_any_company(ScalarType dtype, int inputs, int outputs)
    {
        Assert.SkipUnless(Lanes.Supported, "the processor has no 512-bit registers");
        using var guard = inference_mode();
        using var scope = NewDisposeScope();
        var (x, weight, bias) = Random(dtype, 700, inputs, outputs);
        var together = LinearProduct.Of(x, weight, bias); // [700, outputs]
        foreach (int rows in new[] { 1, 2, 3, 5, 8, 15, 16, 17, 31, 64, 100, 128, 256, 333, 512, 699 })
        {
            int first = (700 - rows) / 3;
            var alone = LinearProduct.Of(x.narrow(0, first, rows), weight, bias); // [rows, outputs]
            Assert.Equal(0, alone.ne(together.narrow(0, first, rows)).sum().Number<long>());
        }
    }

    [Fact]
    public void Where_a_gradient_is_wanted_it_flows()
    {
        using var scope = NewDisposeScope();
        var (x, weight, _) = Random(ScalarType.Float32, 5, 24, 40);
        weight.requires_grad = true;
        LinearProduct.Of(x, weight).sum().backward();
        Assert.InRange(weight.grad!.Minus(x.sum([0])).abs().max().Number<float>(), 0, 1e-5f); // [40, 24] - [24]
    }

    private static Tensor Exact(Tensor x) => x.to_type(ScalarType.Float64);

    private static (Tensor X, Tensor Weight, Tensor Bias) Random(ScalarType dtype, int rows, int inputs, int outputs)
    {
        using var generator = new TorchSharp.torch.Generator(7);
        return (Numbers(rows, inputs), Numbers(outputs, inputs), Numbers(outputs));

        Tensor Numbers(params long[] shape) => randn(shape, ScalarType.Float32, generator: generator).to_type(dtype);
    }
}
