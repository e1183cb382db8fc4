using TorchSharp;
using static TorchSharp.torch;

namespace Trainer.Losses;

/// <summary>Bounds, comparisons and quotients with numbers that keep TorchSharp's Scalars alive across the native call: the continuation
/// of <see cref="JudgeCore.Models.TensorArithmetic"/>, which says why.</summary>
internal static class TensorBounds
{
    /// <summary>a / number</summary>
    public static Tensor Over(this Tensor a, double number)
    {
        using Scalar scalar = number;
        return a.div(scalar);
    }

    /// <summary>max(a, number)</summary>
    public static Tensor AtLeast(this Tensor a, double number)
    {
        using Scalar scalar = number;
        return a.clamp_min(scalar);
    }

    /// <summary>min(a, number)</summary>
    public static Tensor AtMost(this Tensor a, double number)
    {
        using Scalar scalar = number;
        return a.clamp_max(scalar);
    }

    /// <summary>min(max(a, low), high)</summary>
    public static Tensor Between(this Tensor a, double low, double high)
    {
        using Scalar lower = low;
        using Scalar upper = high;
        return a.clamp(lower, upper);
    }

    /// <summary>a with the number where the mask is true.</summary>
    public static Tensor Where(this Tensor a, Tensor mask, double number)
    {
        using Scalar scalar = number;
        return a.masked_fill(mask, scalar);
    }

    /// <summary>a &gt; number</summary>
    public static Tensor Above(this Tensor a, double number)
    {
        using Scalar scalar = number;
        return a.gt(scalar);
    }

    /// <summary>a &gt;= number</summary>
    public static Tensor NotBelow(this Tensor a, double number)
    {
        using Scalar scalar = number;
        return a.ge(scalar);
    }

    /// <summary>a &lt; number</summary>
    public static Tensor Below(this Tensor a, double number)
    {
        using Scalar scalar = number;
        return a.lt(scalar);
    }

    /// <summary>a &lt;= number</summary>
    public static Tensor NotAbove(this Tensor a, double number)
    {
        using Scalar scalar = number;
        return a.le(scalar);
    }

    /// <summary>a == number, for whole numbers.</summary>
    public static Tensor Is(this Tensor a, long number)
    {
        using Scalar scalar = number;
        return a.eq(scalar);
    }

    /// <summary>positive where the mask is true, else negative; shaped as the mask.</summary>
    public static Tensor Choose(this Tensor mask, double positive, double negative, ScalarType type)
    {
        using Scalar yes = positive;
        using Scalar no = negative;
        using var chosen = full(mask.shape, no, type);
        return chosen.masked_fill(mask, yes);
    }
}
