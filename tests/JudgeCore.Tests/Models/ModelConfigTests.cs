using System.Text.Json.Nodes;
using JudgeCore.Models;

namespace JudgeCore.Tests.Models;

public class ModelConfigTests
{
    /// <summary>Family, path of a field, a value that this program does not compute (as JSON; "-" removes the field).</summary>
    public static IEnumerable<TheoryDataRow<string, string, string>> Unsupported =>
        [
            new("qwen3_vl", "model_type", "\"llava\""),
            new("qwen3_vl", "model_type", "-"),
            new("qwen3_vl", "architectures", "[\"Qwen3VLForSequenceClassification\"]"),
            new("qwen3_vl", "quantization_config", "{\"quant_method\": \"fp8\"}"),
            new("qwen3_vl", "text_config", "-"),
            new("qwen3_vl", "text_config", "7"),
            new("qwen3_vl", "vision_config", "-"),
            new("qwen3_vl", "image_token_id", "-"),
            new("qwen3_vl", "image_token_id", "100"),
            new("qwen3_vl", "tie_word_embeddings", "\"yes\""),
            new("qwen3_vl", "text_config.model_type", "\"qwen3\""),
            new("qwen3_vl", "text_config.hidden_act", "\"gelu\""),
            new("qwen3_vl", "text_config.attention_bias", "true"),
            new("qwen3_vl", "text_config.attention_dropout", "0.1"),
            new("qwen3_vl", "text_config.use_sliding_window", "true"),
            new("qwen3_vl", "text_config.layer_types", "[\"full_attention\", \"sliding_attention\"]"),
            new("qwen3_vl", "text_config.partial_rotary_factor", "0.5"),
            new("qwen3_vl", "text_config.hidden_size", "-"),
            new("qwen3_vl", "text_config.hidden_size", "-64"),
            new("qwen3_vl", "text_config.hidden_size", "32.5"),
            new("qwen3_vl", "text_config.num_hidden_layers", "0"),
            new("qwen3_vl", "text_config.num_key_value_heads", "3"),
            new("qwen3_vl", "text_config.head_dim", "7"),
            new("qwen3_vl", "text_config.vocab_size", "\"many\""),
            new("qwen3_vl", "text_config.pad_token_id", "100"),
            new("qwen3_vl", "text_config.rms_norm_eps", "0"),
            new("qwen3_vl", "text_config.rope_theta", "-1"),
            new("qwen3_vl", "text_config.rope_scaling", "-"),
            new("qwen3_vl", "text_config.rope_scaling.rope_type", "\"yarn\""),
            new("qwen3_vl", "text_config.rope_scaling.type", "\"linear\""),
            new("qwen3_vl", "text_config.rope_scaling.factor", "4.0"),
            new("qwen3_vl", "text_config.rope_scaling.mrope_section", "[2, 2]"),
            new("qwen3_vl", "text_config.rope_scaling.mrope_section", "[2, 1, 2]"),
            new("qwen3_vl", "text_config.rope_scaling.mrope_interleaved", "false"),
            new("qwen2_5_vl", "text_config.rope_scaling.mrope_interleaved", "true"),
            new("qwen3_vl", "vision_config.hidden_act", "\"silu\""),
            new("qwen2_5_vl", "vision_config.hidden_act", "\"gelu\""),
            new("qwen3_vl", "vision_config.num_heads", "3"),
            new("qwen3_vl", "vision_config.out_hidden_size", "31"),
            new("qwen3_vl", "vision_config.num_position_embeddings", "15"),
            new("qwen3_vl", "vision_config.deepstack_visual_indexes", "[0, 2]"),
            new("qwen3_vl", "vision_config.deepstack_visual_indexes", "[1, 1]"),
            new("qwen3_vl", "vision_config.deepstack_visual_indexes", "-"),
            new("qwen3_vl", "vision_config.patch_size", "0"),
            new("qwen2_5_vl", "vision_config.window_size", "-"),
            new("qwen2_5_vl", "vision_config.window_size", "7"),
            new("qwen2_5_vl", "vision_config.fullatt_block_indexes", "[5]"),
            new("qwen3_vl_moe", "text_config.num_experts", "-"),
            new("qwen3_vl_moe", "text_config.num_experts_per_tok", "5"),
            new("qwen3_vl_moe", "text_config.norm_topk_prob", "false"),
            new("qwen3_vl_moe", "text_config.decoder_sparse_step", "0"),
            new("qwen3_vl_moe", "text_config.mlp_only_layers", "\"none\""),
        ];

    [Theory]
    [InlineData("qwen3_vl")]
    [InlineData("qwen3_vl_moe")]
    [InlineData("qwen2_5_vl")]
    public void The_configurations_that_the_refusals_change_are_accepted(string family) =>
        Assert.Equal(32, ModelConfig.Parse(TinyModels.Json(family).ToJsonString()).Text.HiddenSize);

    [Theory, MemberData(nameof(Unsupported))]
    public void An_unsupported_value_is_refused_by_the_fields_name(string family, string path, string value)
    {
        var json = TinyModels.Json(family);
        Set(json, path, value);
        var refusal = Assert.Throws<UnsupportedConfigException>(() => ModelConfig.Parse(json.ToJsonString()));
        Assert.Equal(path, refusal.Field);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("{\"model_type\": ")]
    public void A_file_that_is_no_object_is_refused(string json) =>
        Assert.Throws<UnsupportedConfigException>(() => ModelConfig.Parse(json));

    [Fact]
    public void The_newer_spelling_of_the_rotary_fields_reads_the_same()
    {
        var json = TinyModels.Json("qwen3_vl");
        var expected = ModelConfig.Parse(json.ToJsonString());
        var text = json["text_config"]!.AsObject();
        var rope = text["rope_scaling"]!.DeepClone().AsObject();
        rope["rope_theta"] = text["rope_theta"]!.DeepClone();
        text.Remove("rope_scaling");
        text.Remove("rope_theta");
        text["rope_parameters"] = rope;
        var actual = ModelConfig.Parse(json.ToJsonString());
        Assert.Equal(expected.Text.RopeTheta, actual.Text.RopeTheta);
        Assert.Equal(expected.Text.MropeSection, actual.Text.MropeSection);
    }

    [Fact]
    public void The_published_layout_of_the_older_family_has_text_fields_at_the_top()
    {
        var json = TinyModels.Json("qwen2_5_vl");
        foreach (var (name, value) in json["text_config"]!.AsObject().Where(field => field.Key != "model_type"))
        {
            json[name] = value?.DeepClone();
        }

        json.Remove("text_config");
        var config = ModelConfig.Parse(json.ToJsonString());
        Assert.Equal(2, config.Text.Layers);
        Assert.True(config.Text.QkvBias);
        Assert.True(config.TieWordEmbeddings);
    }

    [Fact]
    public void Tied_embeddings_may_be_said_in_the_text_section()
    {
        var json = TinyModels.Json("qwen3_vl");
        json.Remove("tie_word_embeddings");
        json["text_config"]!["tie_word_embeddings"] = true;
        Assert.True(ModelConfig.Parse(json.ToJsonString()).TieWordEmbeddings);
    }

    [Fact]
    public void A_head_size_that_is_not_said_is_the_hidden_size_over_the_heads()
    {
        var json = TinyModels.Json("qwen3_vl");
        json["text_config"]!.AsObject().Remove("head_dim");
        Assert.Equal(8, ModelConfig.Parse(json.ToJsonString()).Text.HeadDim);
    }

    private static void Set(JsonObject json, string path, string value)
    {
        string[] names = path.Split('.');
        var parent = names[..^1].Aggregate((JsonNode)json, (node, name) => node[name]!).AsObject();
        parent.Remove(names[^1]);
        if (value != "-")
        {
            parent[names[^1]] = JsonNode.Parse(value);
        }
    }
}
