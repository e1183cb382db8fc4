using JudgeCore.Models;
using JudgeCore.Prefill;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace JudgeCore.Adapters;

/// <summary>The low-rank term of one projection (LoRA, arXiv 2106.09685): y + scale * B (A x). Not a module: the base's parameter list stays the base's.</summary>
internal sealed class LowRankTerm : IDisposable
{
    private readonly double dropout;

    /// <param name="a">[rank, inputs...]; the term takes a copy.</param>
    /// <param name="b">[outputs, rank, 1...]; the term takes a copy.</param>
    /// <param name="scale">alpha / rank, or alpha / sqrt(rank).</param>
    /// <param name="dropout">Share of the inputs that training drops.</param>
    public LowRankTerm(Tensor a, Tensor b, double scale, double dropout)
    {
        (Scale, this.dropout) = (scale, dropout);
        A = new Parameter(a.detach().clone().DetachFromDisposeScope());
        B = new Parameter(b.detach().clone().DetachFromDisposeScope());
    }

    public double Scale { get; }

    /// <summary>[rank, inputs...]</summary>
    public Parameter A { get; }

    /// <summary>[outputs, rank, 1...]</summary>
    public Parameter B { get; }

    /// <param name="y">[..., outputs], which nobody else holds: the sum may be made in place.</param>
    /// <param name="x">[..., inputs]</param>
    /// <param name="training">Whether to drop inputs, and to compute alike with and without a gradient.</param>
    public Tensor AddTo(Tensor y, Tensor x, bool training)
    {
        using var scope = NewDisposeScope();
        x = x.to_type(A.dtype);
        if (training && dropout > 0)
        {
            x = nn.functional.dropout(x, dropout);
        }

        var inner = Linear(x, A); // [..., rank]
        return !training && LowRankSum.TryAdd_(y, inner, B.flatten(1), Scale)
            ? y
            : y.Plus(Linear(inner.Times(Scale), B).to_type(y.dtype)).MoveToOuterDisposeScope(); // [..., outputs]

        Tensor Linear(Tensor left, Tensor matrix) =>
            training ? nn.functional.linear(left, matrix.flatten(1)) : LinearProduct.Of(left, matrix.flatten(1));
    }

    /// <summary>scale * B A in the adapter's type, shaped as the weight that it is added to.</summary>
    public Tensor Product(long[] shape)
    {
        using var scope = NewDisposeScope();
        return matmul(B.flatten(1), A.flatten(1)).Times(Scale).view(shape).MoveToOuterDisposeScope(); // [outputs, inputs...]
    }

    public void Dispose()
    {
        A.Dispose();
        B.Dispose();
    }
}
