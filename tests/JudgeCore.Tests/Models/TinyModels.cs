using System.Text.Json.Nodes;
using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Models;

/// <summary>Models of a few thousand random weights, for properties that hold whatever the weights are.</summary>
internal static class TinyModels
{
    public const int ImageToken = 90;

    /// <summary>A config.json that is valid; tests change single fields of it.</summary>
    public static JsonObject Json(string family, int layers = 2, int hidden = 32)
    {
        bool second = family == "qwen2_5_vl";
        var text = JsonNode
            .Parse(
                $$"""
                {"model_type": "{{family}}_text", "vocab_size": 100, "hidden_size": {{hidden}}, "intermediate_size": 40, "num_hidden_layers": {{layers}},
                 "num_attention_heads": 4, "num_key_value_heads": 2, "hidden_act": "silu", "rms_norm_eps": 1e-6, "rope_theta": 10000.0,
                 "max_position_embeddings": 512}
                """
            )!
            .AsObject();
        var vision = JsonNode
            .Parse(
                """
                {"depth": 2, "hidden_size": 16, "intermediate_size": 24, "num_heads": 2, "in_channels": 3, "patch_size": 4, "spatial_merge_size": 2,
                 "temporal_patch_size": 2}
                """
            )!
            .AsObject();
        vision["out_hidden_size"] = hidden;
        if (second)
        {
            text["rope_scaling"] = JsonNode.Parse($$"""{"type": "mrope", "mrope_section": [{{hidden / 8 - 2}}, 1, 1]}""");
            vision["hidden_act"] = "silu";
            vision["window_size"] = 16;
            vision["fullatt_block_indexes"] = new JsonArray(1);
        }
        else
        {
            text["head_dim"] = 8;
            text["attention_bias"] = false;
            text["rope_scaling"] = JsonNode.Parse(
                """{"rope_type": "default", "mrope_section": [2, 1, 1], "mrope_interleaved": true}"""
            );
            vision["hidden_act"] = "gelu_pytorch_tanh";
            vision["num_position_embeddings"] = 16;
            vision["deepstack_visual_indexes"] = new JsonArray(0, 1);
        }

        if (family == "qwen3_vl_moe")
        {
            text["num_experts"] = 4;
            text["num_experts_per_tok"] = 2;
            text["moe_intermediate_size"] = 12;
            text["norm_topk_prob"] = true;
            text["mlp_only_layers"] = new JsonArray(0);
        }

        return new JsonObject
        {
            ["model_type"] = family,
            ["text_config"] = text,
            ["vision_config"] = vision,
            ["image_token_id"] = ImageToken,
            ["video_token_id"] = 91,
            ["vision_start_token_id"] = 92,
            ["vision_end_token_id"] = 93,
            ["tie_word_embeddings"] = true,
        };
    }

    public static JudgeModel Build(string family, ComputePolicy? policy = null, int layers = 2, int hidden = 32)
    {
        var model = new QwenVl(ModelConfig.Parse(Json(family, layers, hidden).ToJsonString()), policy ?? ComputePolicy.Fp32Cpu);
        ModelInitializer.Initialise(model, seed: 1, std: 0.3, positionStd: 0.5);
        model.eval();
        return model;
    }

    /// <summary>Logits of a fixed prompt with one picture, [1, seq, vocab].</summary>
    public static Tensor Logits(JudgeModel model) => model.Logits(model.Hidden(Prompt.Batch(model, Prompt.OnePicture)));
}
