// oneDNN's own linear layer. Behind libtorch's, an fp32 product is MKL's, which on processors of other makers than its own leaves half of the
// registers' width unused, and a bf16 product is oneDNN's general one, slower by 6 to 24 % than the one for layers.
using JudgeCore.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Models;

/// <summary>x wᵀ + b. A row's numbers do not depend on which rows stand beside it, where oneDNN's layer is used; elsewhere they may, in the last
/// bits.</summary>
internal static class LinearProduct
{
    /// <summary>Longer sums oneDNN cuts, in fp32, where the number of rows suggests it. libtorch's product, slower, does so for a few rows only.</summary>
    public const int DeepestFloat = 768;

    /// <summary>Weights below which libtorch's own product is used: a call through TorchScript costs more than such a small layer saves.</summary>
    public const int FewestWeights = 1 << 16;

    // Below so many rows a product is of another kind, whose sums have another order: rows of zeros are added.
    private const int FewRows = 16;

    private static readonly Lazy<jit.ScriptModule> Layer = new(() =>
        ScriptArchive.Load(
            """
            def biased(self: __torch__.Operators, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
              return ops.mkldnn._linear_pointwise(x, weight, bias, "none", annotate(List[Optional[number]], []), "")
            def plain(self: __torch__.Operators, x: Tensor, weight: Tensor) -> Tensor:
              return ops.mkldnn._linear_pointwise(x, weight, None, "none", annotate(List[Optional[number]], []), "")
            """
        )
    );

    /// <param name="x">[..., inputs]</param>
    /// <param name="weight">[outputs, inputs]</param>
    /// <param name="bias">[outputs]; null: none.</param>
    /// <returns>[..., outputs]</returns>
    public static Tensor Of(Tensor x, Tensor weight, Tensor? bias = null)
    {
        if (!Fits(x, weight))
        {
            return nn.functional.linear(x, weight, bias!);
        }

        long rows = x.numel() / x.shape[^1];
        if (rows >= FewRows)
        {
            return Multiply(x, weight, bias);
        }

        using var scope = NewDisposeScope();
        var product = Multiply(Filled(x, rows), weight, bias).narrow(0, 0, rows); // [rows, outputs]
        return product.view([.. x.shape[..^1], weight.shape[0]]).MoveToOuterDisposeScope(); // [..., outputs]
    }

    /// <summary>By oneDNN's layer, whatever the depth; a bias may be null.</summary>
    public static Tensor Multiply(Tensor x, Tensor weight, Tensor? bias = null) =>
        bias is null ? Layer.Value.invoke<Tensor>("plain", x, weight) : Layer.Value.invoke<Tensor>("biased", x, weight, bias);

    // No gradient passes through oneDNN's layer.
    private static bool Fits(Tensor x, Tensor weight) =>
        Lanes.Supported
        && !is_grad_enabled()
        && x.device.type == DeviceType.CPU
        && x.dtype == weight.dtype
        && weight.numel() >= FewestWeights
        && (x.dtype == ScalarType.BFloat16 || (x.dtype == ScalarType.Float32 && x.shape[^1] <= DeepestFloat))
        && x.numel() > 0;

    // [rows, width] and zeros up to [FewRows, width]
    private static Tensor Filled(Tensor x, long rows)
    {
        var filled = zeros([FewRows, x.shape[^1]], x.dtype, x.device);
        filled.narrow(0, 0, rows).copy_(x.reshape(rows, -1));
        return filled;
    }
}
