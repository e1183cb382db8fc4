namespace JudgeCore.Models;

/// <summary>The sparse layers of a mixture-of-experts text stack.</summary>
/// <param name="Experts">Experts a sparse layer.</param>
/// <param name="ExpertsPerToken">Experts that each token is sent to.</param>
/// <param name="IntermediateSize">Width of one expert.</param>
/// <param name="Sparse">[layers] true where the layer is sparse.</param>
internal sealed record MoeConfig(int Experts, int ExpertsPerToken, int IntermediateSize, bool[] Sparse)
{
    public static MoeConfig Read(ConfigSection text, int layers)
    {
        text.MustBe("norm_topk_prob", true);
        int experts = text.Int("num_experts");
        int perToken = text.Int("num_experts_per_tok");
        if (perToken > experts)
        {
            throw text.Refuse("num_experts_per_tok", $"{perToken} exceeds num_experts {experts}");
        }

        int step = text.Int("decoder_sparse_step", 1);
        int[] dense = text.Ints("mlp_only_layers", []);
        bool[] sparse = [.. Enumerable.Range(0, layers).Select(i => (i + 1) % step == 0 && !dense.Contains(i))];
        return new MoeConfig(experts, perToken, text.Int("moe_intermediate_size"), sparse);
    }
}
