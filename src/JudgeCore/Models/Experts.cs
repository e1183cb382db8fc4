using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace JudgeCore.Models;

/// <summary>The experts of one sparse layer as two stacked matrices.</summary>
internal sealed class Experts : Module
{
    [ComponentName(Name = "gate_up_proj")]
    private readonly Parameter gateUp; // [experts, hidden, 2 * width]

    [ComponentName(Name = "down_proj")]
    private readonly Parameter down; // [experts, width, hidden]

    public Experts(int hidden, MoeConfig config, ComputePolicy policy)
        : base(nameof(Experts))
    {
        gateUp = policy.Parameter(config.Experts, hidden, 2 * config.IntermediateSize);
        down = policy.Parameter(config.Experts, config.IntermediateSize, hidden);
        RegisterComponents();
    }

    /// <summary>Weighted sum of each token's experts; an expert computes only the tokens that chose it.</summary>
    /// <param name="tokens">[tokens, hidden]</param>
    /// <param name="weights">[tokens, perToken]</param>
    /// <param name="chosen">[tokens, perToken] int64</param>
    public Tensor Mix(Tensor tokens, Tensor weights, Tensor chosen)
    {
        var mixed = zeros_like(tokens, ScalarType.Float32); // [tokens, hidden]: experts add up in fp32
        long perToken = chosen.shape[1];
        long[] choices = [.. chosen.cpu().reshape(-1).data<long>()];
        foreach (
            var group in choices.Select((expert, i) => (expert, i)).GroupBy(choice => choice.expert).OrderBy(group => group.Key)
        )
        {
            long[] places = [.. group.Select(choice => (long)choice.i)];
            var mine = tensor(places, device: tokens.device); // [mine] into [tokens * perToken]
            var rows = tensor([.. places.Select(place => place / perToken)], device: tokens.device); // [mine]
            var halves = matmul(tokens.index_select(0, rows), gateUp[group.Key]).chunk(2, -1); // 2 x [mine, width]
            var result = matmul(functional.silu(halves[0]) * halves[1], down[group.Key]); // [mine, hidden]
            var share = weights.reshape(-1).index_select(0, mine).unsqueeze(-1); // [mine, 1]
            mixed = mixed.AddAt(0, rows, result * share.to_type(ScalarType.Float32)); // [tokens, hidden]
        }

        return mixed.to_type(tokens.dtype);
    }
}
