namespace JudgeCore.Models;

/// <summary>A checkpoint's config.json, checked: whatever is read here is computed as it says, and anything else is refused by name.</summary>
internal sealed record ModelConfig(
    ModelFamily Family,
    TextConfig Text,
    VisionConfig Vision,
    int ImageTokenId,
    int VideoTokenId,
    int VisionStartTokenId,
    int VisionEndTokenId,
    bool TieWordEmbeddings
)
{
    /// <exception cref="UnsupportedConfigException">A field is missing, malformed, or asks for something that is not supported.</exception>
    public static ModelConfig Parse(string json)
    {
        var root = ConfigSection.Parse(json);
        var family = root.OneOf("model_type", "", "qwen3_vl", "qwen3_vl_moe", "qwen2_5_vl") switch
        {
            "qwen3_vl" => ModelFamily.Qwen3Vl,
            "qwen3_vl_moe" => ModelFamily.Qwen3VlMoe,
            "qwen2_5_vl" => ModelFamily.Qwen25Vl,
            _ => throw root.Refuse("model_type", "is required"),
        };
        string architecture = family switch
        {
            ModelFamily.Qwen3Vl => "Qwen3VLForConditionalGeneration",
            ModelFamily.Qwen3VlMoe => "Qwen3VLMoeForConditionalGeneration",
            _ => "Qwen2_5_VLForConditionalGeneration",
        };
        if (root.Texts("architectures", [architecture]) is var named && !named.SequenceEqual([architecture]))
        {
            throw root.Refuse("architectures", $"[{string.Join(", ", named)}] is not supported; supported: {architecture}");
        }

        if (root.OptionalSection("quantization_config") is not null)
        {
            throw root.Refuse("quantization_config", "quantized checkpoints are not supported");
        }

        // The older layout of Qwen2.5-VL has the text fields at the top level.
        var textSection =
            root.OptionalSection("text_config")
            ?? (family == ModelFamily.Qwen25Vl ? root : throw root.Refuse("text_config", "is required"));
        var text = TextConfig.Read(textSection, family);
        var vision = VisionConfig.Read(root.Section("vision_config"), family, text.HiddenSize, text.Layers);
        return new ModelConfig(
            family,
            text,
            vision,
            TokenId("image_token_id"),
            TokenId("video_token_id"),
            TokenId("vision_start_token_id"),
            TokenId("vision_end_token_id"),
            root.Bool("tie_word_embeddings", textSection.Bool("tie_word_embeddings", false))
        );

        int TokenId(string name) => root.Int(name, min: 0, max: text.VocabSize - 1);
    }
}
