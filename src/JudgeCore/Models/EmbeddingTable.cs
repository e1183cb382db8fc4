using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace JudgeCore.Models;

/// <summary>A vector for every id. Built with zeros: the library's own draws random numbers, also for a model without memory.</summary>
internal sealed class EmbeddingTable : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private readonly Parameter weight; // [ids, hidden]

    private readonly long padding;

    /// <param name="padding">The id whose vector gets no gradient where it is an input; null: none.</param>
    public EmbeddingTable(int ids, int hidden, int? padding, ComputePolicy policy)
        : base(nameof(EmbeddingTable))
    {
        this.padding = padding ?? -1;
        weight = policy.Parameter(ids, hidden);
        RegisterComponents();
    }

    /// <summary>[ids, hidden]</summary>
    public Tensor Weight => weight;

    /// <param name="ids">[...] int64, to [..., hidden]</param>
    public override Tensor forward(Tensor ids) => TorchScriptOps.Embed(weight, ids, padding);
}
