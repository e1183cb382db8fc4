namespace JudgeCore.Models;

/// <summary>The text stack as config.json describes it.</summary>
/// <param name="PadTokenId">Its embedding is not trained where it is an input; null: none.</param>
internal sealed record TextConfig(
    int VocabSize,
    int HiddenSize,
    int IntermediateSize,
    int Layers,
    int Heads,
    int KvHeads,
    int HeadDim,
    double NormEps,
    double RopeTheta,
    int[] MropeSection,
    bool MropeInterleaved,
    bool QkvBias,
    bool QkNorm,
    int MaxPositions,
    int? PadTokenId,
    MoeConfig? Moe
)
{
    public static TextConfig Read(ConfigSection text, ModelFamily family)
    {
        bool second = family == ModelFamily.Qwen25Vl;
        text.OneOf("model_type", TextTypes(family));
        text.OneOf("hidden_act", "silu");
        text.MustBe("use_sliding_window", false);
        text.MustBe("attention_dropout", 0);
        text.MustBe("partial_rotary_factor", 1);
        if (text.Texts("layer_types", []).FirstOrDefault(type => type != "full_attention") is { } type)
        {
            throw text.Refuse("layer_types", $"'{type}' is not supported; supported: full_attention");
        }

        if (!second)
        {
            text.MustBe("attention_bias", false);
        }

        int hidden = text.Int("hidden_size");
        int heads = text.Int("num_attention_heads");
        int kvHeads = text.Int("num_key_value_heads", heads);
        int headDim = text.Int("head_dim", hidden / heads);
        if (heads % kvHeads != 0)
        {
            throw text.Refuse("num_key_value_heads", $"{kvHeads} must divide num_attention_heads {heads}");
        }

        if (headDim % 2 != 0)
        {
            throw text.Refuse("head_dim", $"{headDim} must be even");
        }

        var rope =
            text.OptionalSection("rope_parameters")
            ?? text.OptionalSection("rope_scaling")
            ?? throw text.Refuse("rope_scaling", "is required");
        rope.OneOf("rope_type", "default", "mrope");
        rope.OneOf("type", "default", "mrope");
        foreach (string scaled in (string[])["factor", "beta_fast", "beta_slow", "original_max_position_embeddings"])
        {
            if (rope.Has(scaled))
            {
                throw rope.Refuse(scaled, "scaled rotary embeddings are not supported");
            }
        }

        int[] section = rope.Ints("mrope_section");
        if (section.Length != 3 || section.Sum() != headDim / 2)
        {
            throw rope.Refuse(
                "mrope_section",
                $"[{string.Join(", ", section)}] must be three numbers that add up to head_dim / 2 = {headDim / 2}"
            );
        }

        if (rope.Bool("mrope_interleaved", !second) == second)
        {
            throw rope.Refuse(
                "mrope_interleaved",
                second ? "true is not supported for qwen2_5_vl" : "false is not supported for qwen3_vl"
            );
        }

        int layers = text.Int("num_hidden_layers");
        int vocab = text.Int("vocab_size");
        return new TextConfig(
            vocab,
            hidden,
            text.Int("intermediate_size"),
            layers,
            heads,
            kvHeads,
            headDim,
            text.Positive("rms_norm_eps", 1e-6),
            rope.Positive("rope_theta", text.Positive("rope_theta", second ? 1_000_000 : 5_000_000)),
            section,
            !second,
            second,
            !second,
            text.Int("max_position_embeddings", 32768),
            text.Has("pad_token_id") ? text.Int("pad_token_id", min: 0, max: vocab - 1) : null,
            family == ModelFamily.Qwen3VlMoe ? MoeConfig.Read(text, layers) : null
        );
    }

    private static string[] TextTypes(ModelFamily family) =>
        family switch
        {
            ModelFamily.Qwen3Vl => ["qwen3_vl_text"],
            ModelFamily.Qwen3VlMoe => ["qwen3_vl_moe_text"],
            _ => ["qwen2_5_vl_text", "qwen2_5_vl"], // the published files have the text fields at the top level
        };
}
