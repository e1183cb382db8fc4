using JudgeCore.Models;

namespace JudgeBench;

/// <summary>The shape that engines are compared on: 83 M weights of text stack, 22 M of vision tower, pictures of 256 x 256.</summary>
internal static class Shape120M
{
    public const int Hidden = 768;
    public const int Intermediate = 2304;
    public const int Layers = 12;
    public const int Heads = 12;
    public const int KvHeads = 4;
    public const int HeadDim = 64;
    public const int Vocabulary = 1024;
    public const int ImageTokens = 64;
    public const int ImageToken = 5;

    /// <summary>Patches a side of a 256 x 256 picture.</summary>
    public const int GridSide = 16;

    /// <summary>Numbers in a patch: 3 colours x 2 frames x 16 x 16.</summary>
    public const int PatchDim = 1536;

    public const string Config = """
        {
          "model_type": "qwen3_vl", "image_token_id": 5, "video_token_id": 6, "vision_start_token_id": 3, "vision_end_token_id": 4,
          "tie_word_embeddings": true,
          "text_config": {
            "model_type": "qwen3_vl_text", "vocab_size": 1024, "hidden_size": 768, "intermediate_size": 2304, "num_hidden_layers": 12,
            "num_attention_heads": 12, "num_key_value_heads": 4, "head_dim": 64, "rms_norm_eps": 1e-6, "rope_theta": 5000000.0,
            "max_position_embeddings": 4096, "rope_scaling": { "rope_type": "default", "mrope_section": [12, 10, 10], "mrope_interleaved": true }
          },
          "vision_config": {
            "hidden_size": 384, "intermediate_size": 1536, "depth": 12, "num_heads": 6, "out_hidden_size": 768, "patch_size": 16,
            "spatial_merge_size": 2, "temporal_patch_size": 2, "num_position_embeddings": 256, "deepstack_visual_indexes": [3, 6, 9]
          }
        }
        """;

    public static ModelConfig Parsed { get; } = ModelConfig.Parse(Config);

    /// <summary>A model of this shape with random weights.</summary>
    public static JudgeModel Random(ComputePolicy policy)
    {
        var model = new QwenVl(Parsed, policy);
        ModelInitializer.Initialise(model, 1, 0.02, 0.02);
        model.eval();
        return model;
    }
}
