using JudgeCore.Adapters;
using JudgeCore.Kernels;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace JudgeCore.Models;

/// <summary>A linear layer, to which an adapter may add a low-rank term. Built with zeros: no random numbers, and nothing at all on <c>meta</c>.</summary>
internal sealed class Projection : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private readonly Parameter weight; // [outputs, inputs...]

    [ComponentName(Name = "bias")]
    private readonly Parameter? bias; // [outputs]

    private Int8Matrix? rounded;

    public Projection(int inputs, int outputs, bool bias, ComputePolicy policy)
        : this([outputs, inputs], bias, policy) { }

    /// <param name="shape">Outputs, then inputs in as many dimensions as the checkpoint has them.</param>
    public Projection(long[] shape, bool bias, ComputePolicy policy)
        : base(nameof(Projection))
    {
        weight = policy.Parameter(shape);
        this.bias = bias ? policy.Parameter(shape[0]) : null;
        RegisterComponents();
    }

    /// <summary>[outputs, inputs...]</summary>
    public Tensor Weight => weight;

    /// <summary>What an adapter adds, freed with this; null: nothing.</summary>
    public LowRankTerm? Term { get; set; }

    /// <summary>The weight as decoding reads it, in place or rounded to eight bits, with the term that it has now.</summary>
    public WeightMatrix Matrix => Term is { } term ? new AdaptedMatrix(Bare, term) : Bare;

    /// <summary>The same without the term.</summary>
    public WeightMatrix Bare => rounded ?? WeightMatrix.Of(weight);

    /// <summary>Rounds the weight to eight bits, once and for all. What held it before keeps its numbers.</summary>
    /// <param name="earlier">Projections of a model in memory: where one rounded to the same, its memory is shared.</param>
    public void Round(IEnumerable<Projection> earlier)
    {
        if (rounded is not null)
        {
            return;
        }

        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var mine = Int8Matrix.Round(weight);
        if (earlier.FirstOrDefault(other => other.weight.dtype == weight.dtype && other.rounded?.Same(mine) == true) is { } equal)
        {
            mine.Dispose();
            rounded = equal.rounded!.Share();
            weight.set_(equal.weight);
            return;
        }

        rounded = mine;
        weight.set_(mine.Widened(weight.dtype));
    }

    /// <param name="x">[..., inputs], to [..., outputs]</param>
    public override Tensor forward(Tensor x)
    {
        var matrix = weight.dim() == 2 ? weight : weight.flatten(1); // [outputs, inputs]
        // Training computes layers again with a gradient that it computed without: both times by the same product.
        var y = training ? nn.functional.linear(x, matrix, bias!) : LinearProduct.Of(x, matrix, bias); // [..., outputs]
        return Term is null ? y : Term.AddTo(y, x, training);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Term?.Dispose();
            rounded?.Dispose();
            rounded = null;
        }

        base.Dispose(disposing);
    }
}
