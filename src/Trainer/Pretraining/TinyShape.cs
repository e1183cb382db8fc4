using System.Text.Json;
using System.Text.Json.Nodes;
using JudgeCore.Checkpoints;
using JudgeCore.Tokens;

namespace Trainer.Pretraining;

/// <summary>The tiny judge's architecture: a small Qwen3-VL in the published configuration format.</summary>
internal sealed record TinyShape
{
    public int Hidden { get; init; } = 128;

    public int Intermediate { get; init; } = 384;

    public int Layers { get; init; } = 4;

    public int Heads { get; init; } = 4;

    public int KvHeads { get; init; } = 2;

    public int VisionHidden { get; init; } = 96;

    public int VisionIntermediate { get; init; } = 288;

    public int VisionLayers { get; init; } = 4;

    public int VisionHeads { get; init; } = 3;

    /// <summary>Pixels a patch side; 2 x 2 patches become one visual token.</summary>
    public int Patch { get; init; } = 8;

    public int Vocabulary { get; init; } = 768;

    /// <summary>Side of the gym's pictures: the processor brings every picture to this many pixels.</summary>
    public int ImageSide { get; init; } = 64;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Writes config.json, generation_config.json and preprocessor_config.json; the tokenizer must be there already.</summary>
    public void Write(string folder)
    {
        var tokenizer = new JudgeTokenizer(Path.Combine(folder, "tokenizer.json"));
        int end = tokenizer.ControlId(ChatTokens.MessageEndText);
        int headDim = Hidden / Heads;
        int third = headDim / 2 / 3;
        var config = new JsonObject
        {
            ["architectures"] = new JsonArray("Qwen3VLForConditionalGeneration"),
            ["dtype"] = "float32",
            ["model_type"] = "qwen3_vl",
            ["image_token_id"] = tokenizer.ControlId(ChatTokens.ImageText),
            ["video_token_id"] = tokenizer.ControlId(ChatTokens.VideoText),
            ["vision_start_token_id"] = tokenizer.ControlId(ChatTokens.VisionStartText),
            ["vision_end_token_id"] = tokenizer.ControlId(ChatTokens.VisionEndText),
            ["tie_word_embeddings"] = true,
            ["text_config"] = new JsonObject
            {
                ["model_type"] = "qwen3_vl_text",
                ["attention_bias"] = false,
                ["attention_dropout"] = 0.0,
                ["bos_token_id"] = tokenizer.ControlId(ChatTokens.EndOfTextText),
                ["eos_token_id"] = end,
                ["head_dim"] = headDim,
                ["hidden_act"] = "silu",
                ["hidden_size"] = Hidden,
                ["initializer_range"] = 0.02,
                ["intermediate_size"] = Intermediate,
                ["max_position_embeddings"] = 2048,
                ["num_attention_heads"] = Heads,
                ["num_hidden_layers"] = Layers,
                ["num_key_value_heads"] = KvHeads,
                ["rms_norm_eps"] = 1e-6,
                ["rope_scaling"] = new JsonObject
                {
                    ["mrope_interleaved"] = true,
                    ["mrope_section"] = new JsonArray(headDim / 2 - 2 * third, third, third),
                    ["rope_type"] = "default",
                },
                ["rope_theta"] = 100.0,
                ["tie_word_embeddings"] = true,
                ["use_cache"] = true,
                ["vocab_size"] = Vocabulary,
            },
            ["vision_config"] = new JsonObject
            {
                ["model_type"] = "qwen3_vl",
                ["deepstack_visual_indexes"] = new JsonArray(1, 2),
                ["depth"] = VisionLayers,
                ["hidden_act"] = "gelu_pytorch_tanh",
                ["hidden_size"] = VisionHidden,
                ["in_channels"] = 3,
                ["initializer_range"] = 0.02,
                ["intermediate_size"] = VisionIntermediate,
                ["num_heads"] = VisionHeads,
                ["num_position_embeddings"] = ImageSide / Patch * (ImageSide / Patch),
                ["out_hidden_size"] = Hidden,
                ["patch_size"] = Patch,
                ["spatial_merge_size"] = 2,
                ["temporal_patch_size"] = 2,
            },
        };
        var generation = new JsonObject { ["eos_token_id"] = new JsonArray(end), ["do_sample"] = false };
        var processor = new JsonObject
        {
            ["image_processor_type"] = "Qwen2VLImageProcessorFast",
            ["min_pixels"] = ImageSide * ImageSide,
            ["max_pixels"] = ImageSide * ImageSide,
            ["patch_size"] = Patch,
            ["merge_size"] = 2,
            ["temporal_patch_size"] = 2,
            ["do_convert_rgb"] = true,
            ["do_resize"] = true,
            ["do_rescale"] = true,
            ["rescale_factor"] = 1 / 255.0,
            ["do_normalize"] = true,
            ["image_mean"] = new JsonArray(0.5, 0.5, 0.5),
            ["image_std"] = new JsonArray(0.5, 0.5, 0.5),
        };
        AtomicFile.Write(Path.Combine(folder, "config.json"), config.ToJsonString(Indented));
        AtomicFile.Write(Path.Combine(folder, "generation_config.json"), generation.ToJsonString(Indented));
        AtomicFile.Write(Path.Combine(folder, "preprocessor_config.json"), processor.ToJsonString(Indented));
    }
}
