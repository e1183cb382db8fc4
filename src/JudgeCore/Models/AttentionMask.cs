using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Models;

/// <summary>Which keys queries may look at, in the form that attention takes.</summary>
/// <param name="Scores">[batch, 1, seq, keys]: 0 where a query may look, the lowest number where not.</param>
/// <param name="HasBlindQueries">Some query may look at nothing: it takes the mean of all values, as in the reference (infinity would make it NaN).</param>
internal sealed record AttentionMask(Tensor Scores, bool HasBlindQueries)
{
    /// <summary>Once a forward pass: the attention operator would turn a bool mask into numbers in every layer.</summary>
    /// <param name="visible">[batch, 1, seq, keys] bool</param>
    /// <param name="dtype">Of the queries.</param>
    public static AttentionMask From(Tensor visible, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        double lowest = dtype == ScalarType.Float16 ? -65504 : -3.3895e38; // BFloat16's lowest, within Float32's range
        var scores = where(visible, tensor(0.0, device: visible.device), tensor(lowest, device: visible.device)).to_type(dtype);
        bool blind = !visible.any(-1, false).all().Number<bool>();
        return new AttentionMask(scores.MoveToOuterDisposeScope(), blind);
    }
}
