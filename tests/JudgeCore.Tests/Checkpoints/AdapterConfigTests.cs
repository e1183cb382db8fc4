using System.Text.Json.Nodes;
using JudgeCore.Checkpoints;

namespace JudgeCore.Tests.Checkpoints;

public sealed class AdapterConfigTests : IDisposable
{
    private const string Path7 = "model.language_model.layers.7.mlp.up_proj";
    private const string Path17 = "model.language_model.layers.17.mlp.up_proj";

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Names_match_whole_path_ends_only()
    {
        var config = Read("""{"target_modules":["up_proj","mlp.down_proj"]}""");
        Assert.True(config.Targets.Contains(Path7));
        Assert.True(config.Targets.Contains("up_proj"));
        Assert.True(config.Targets.Contains("model.mlp.down_proj"));
        Assert.False(config.Targets.Contains("model.attn.down_proj"));
        Assert.False(config.Targets.Contains("model.gate_up_proj"));
        Assert.False(config.Targets.Contains("model.up_proj.inner"));
    }

    [Fact]
    public void An_expression_matches_the_whole_path_only()
    {
        var config = Read("""{"target_modules":"(?!.*visual).*\\.(up_proj|q_proj)|lm_head"}""");
        Assert.True(config.Targets.Contains(Path7));
        Assert.True(config.Targets.Contains("lm_head"));
        Assert.False(config.Targets.Contains("my_lm_head"));
        Assert.False(config.Targets.Contains("lm_head.inner"));
        Assert.False(config.Targets.Contains("model.visual.up_proj"));
        Assert.False(config.Targets.Contains(Path7 + ".inner"));
    }

    [Fact]
    public void The_first_pattern_that_matches_the_end_of_the_path_decides()
    {
        var config = Read(
            """
            {"rank_pattern":{"layers\\.7\\.mlp\\.up_proj":16,".*up_proj":2},"alpha_pattern":{"7.mlp.up_proj":32}}
            """
        );
        Assert.Equal(16, config.RankOf(Path7));
        Assert.Equal(2, config.RankOf(Path17));
        Assert.Equal(4, config.RankOf("model.q_proj"));
        Assert.Equal(4, config.RankOf("model.up_proj.inner"));
        Assert.Equal(32, config.AlphaOf(Path7));
        Assert.Equal(8, config.AlphaOf(Path17)); // "7.mlp..." begins at a dot or at the start
        Assert.Equal(2.0, config.ScaleOf(Path7));
        Assert.Equal(4.0, config.ScaleOf(Path17));
    }

    [Fact]
    public void Rank_stabilised_scales_divide_by_the_root()
    {
        Assert.Equal(2.0, Read("{}").ScaleOf("q_proj"));
        Assert.Equal(4.0, Read("""{"use_rslora":true}""").ScaleOf("q_proj"));
    }

    [Theory]
    [InlineData("""{"peft_type":"IA3"}""", "peft_type \"IA3\"")]
    [InlineData("""{"peft_type":null}""", "peft_type null")]
    [InlineData("""{"bias":"all"}""", "bias")]
    [InlineData("""{"use_dora":true}""", "use_dora")]
    [InlineData("""{"fan_in_fan_out":true}""", "fan_in_fan_out")]
    [InlineData("""{"lora_bias":true}""", "lora_bias")]
    [InlineData("""{"modules_to_save":["lm_head"]}""", "modules_to_save")]
    [InlineData("""{"layers_to_transform":[1]}""", "layers_to_transform")]
    [InlineData("""{"exclude_modules":"x"}""", "exclude_modules")]
    [InlineData("""{"target_parameters":["mlp.experts.down_proj"]}""", "target_parameters")]
    [InlineData("""{"trainable_token_indices":[1]}""", "trainable_token_indices")]
    [InlineData("""{"init_lora_weights":"pissa"}""", "init_lora_weights")]
    [InlineData("""{"a_field_of_the_future":{"x":1}}""", "a_field_of_the_future")]
    [InlineData("""{"target_modules":[]}""", "target_modules")]
    [InlineData("""{"target_modules":[1]}""", "target_modules")]
    [InlineData("""{"target_modules":null}""", "target_modules")]
    [InlineData("""{"target_modules":"all-linear"}""", "all-linear")]
    [InlineData("""{"target_modules":"("}""", "regular expression '('")]
    [InlineData("""{"rank_pattern":{"[":1}}""", "regular expression '['")]
    [InlineData("""{"rank_pattern":{"q":0}}""", "rank_pattern 'q'")]
    [InlineData("""{"rank_pattern":[]}""", "rank_pattern")]
    [InlineData("""{"alpha_pattern":{"q":"x"}}""", "alpha_pattern 'q'")]
    [InlineData("""{"r":0}""", "has r 0")]
    [InlineData("""{"r":2.5}""", "has r 2.5")]
    [InlineData("""{"r":null}""", "has r null")]
    [InlineData("""{"lora_alpha":"8"}""", "lora_alpha")]
    [InlineData("""{"lora_dropout":1}""", "lora_dropout")]
    [InlineData("""{"use_rslora":"yes"}""", "use_rslora")]
    public void What_is_not_plain_lora_is_refused_by_name(string fields, string named)
    {
        var error = Assert.Throws<CheckpointException>(() => Read(fields));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        Assert.Contains(AdapterConfigFile.FileName, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_decides_numbers_survives_writing()
    {
        var config = Read(
            """
            {"use_rslora":true,"lora_dropout":0.05,"rank_pattern":{"a":3,"b":5},"alpha_pattern":{"a":1.5},
             "target_modules":["b","a"],"base_model_name_or_path":"base","peft_version":"0.21.2","loftq_config":{}}
            """
        );
        AdapterConfigFile.Write(folder.Path, config);
        var again = AdapterConfigFile.Read(folder.Path);
        Assert.Equal((4, 8.0, true, 0.05, "base"), (again.Rank, again.Alpha, again.UseRsLora, again.Dropout, again.BaseModel));
        Assert.Equal(["b", "a"], again.Targets.Endings);
        Assert.Equal([3, 5, 4], new[] { "a", "b", "c" }.Select(again.RankOf));
        Assert.Equal(1.5, again.AlphaOf("x.a"));
        var json = JsonNode.Parse(File.ReadAllText(folder[AdapterConfigFile.FileName]))!;
        Assert.Equal("0.21.2", json["peft_version"]!.GetValue<string>());
        Assert.Equal("8", json["lora_alpha"]!.ToJsonString());
    }

    [Fact]
    public void An_expression_that_never_ends_is_given_up()
    {
        var config = Read("""{"target_modules":"(a+)+b"}""");
        var error = Assert.Throws<CheckpointException>(() => config.Targets.Contains(new string('a', 40)));
        Assert.Contains("(a+)+b", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private AdapterConfig Read(string fields)
    {
        var json = JsonNode
            .Parse("""{"peft_type":"LORA","bias":"none","r":4,"lora_alpha":8,"target_modules":["q_proj"]}""")!
            .AsObject();
        foreach (var (name, value) in JsonNode.Parse(fields)!.AsObject())
        {
            json[name] = value?.DeepClone();
        }

        File.WriteAllText(folder[AdapterConfigFile.FileName], json.ToJsonString());
        return AdapterConfigFile.Read(folder.Path);
    }
}
