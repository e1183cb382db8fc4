using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JudgeCore.Models;

/// <summary>Mixture of experts: softmax over all experts in fp32, the best k renormalised, their gated MLPs added up by weight.</summary>
internal sealed class SparseMlp : Module<Tensor, Tensor>
{
    [ComponentName(Name = "gate")]
    private readonly Module<Tensor, Tensor> router;

    [ComponentName(Name = "experts")]
    private readonly Experts experts;

    private readonly int perToken;

    public SparseMlp(int hidden, MoeConfig config, ComputePolicy policy)
        : base(nameof(SparseMlp))
    {
        perToken = config.ExpertsPerToken;
        router = new Projection(hidden, config.Experts, false, policy);
        experts = new Experts(hidden, config, policy);
        RegisterComponents();
    }

    /// <param name="x">[batch, seq, hidden]</param>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var tokens = x.reshape(-1, x.shape[^1]); // [tokens, hidden]
        var shares = functional.softmax(router.call(tokens).to_type(ScalarType.Float32), -1); // [tokens, experts]
        var (best, chosen) = shares.topk(perToken, -1); // [tokens, perToken]
        var weights = (best / best.sum(-1, keepdim: true)).to_type(x.dtype); // [tokens, perToken]
        return experts.Mix(tokens, weights, chosen).view(x.shape).MoveToOuterDisposeScope(); // [batch, seq, hidden]
    }
}
