using JudgeCore.Adapters;
using JudgeCore.Checkpoints;
using JudgeCore.Models;
using JudgeCore.Tests.Checkpoints;
using JudgeCore.Tests.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Adapters;

public class LoraAdapterTests
{
    private static readonly AdapterConfig Attention = Config("q_proj", "qkv", "proj");

    public static IEnumerable<TheoryDataRow<string>> Types => [new("fp32"), new("bf16")];

    [Fact]
    public void A_new_adapter_changes_nothing_and_trains_only_its_own_matrices()
    {
        using var judge = TinyModels.Build("qwen3_vl_moe");
        var before = TinyModels.Logits(judge);
        using var adapter = LoraAdapter.Attach(judge, Attention, seed: 3);
        Assert.True(before.equal(TinyModels.Logits(judge)).all().item<bool>());
        TinyModels.Logits(judge).square().sum().backward();
        Assert.All(judge.parameters(), parameter => Assert.Null(parameter.grad));
        Assert.All(adapter.Weights, part => Assert.NotEqual(0, part.B.grad!.norm().item<float>()));
    }

    [Fact]
    public void Every_kind_of_target_is_found_in_text_and_vision()
    {
        using var judge = TinyModels.Build("qwen3_vl_moe");
        using var adapter = LoraAdapter.Attach(judge, Config("q_proj", "qkv", "proj", "mlp.gate"), seed: 3);
        string[] paths = [.. adapter.Weights.Select(part => part.Path)];
        Assert.Contains("model.language_model.layers.0.self_attn.q_proj", paths);
        Assert.Contains("model.language_model.layers.1.mlp.gate", paths);
        Assert.Contains("model.visual.blocks.1.attn.qkv", paths);
        Assert.Contains("model.visual.patch_embed.proj", paths);
        Assert.DoesNotContain(paths, path => path.EndsWith("k_proj", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Types))]
    public void Merged_computes_the_same_and_unmerged_restores_every_bit(string type)
    {
        var policy = type == "bf16" ? ComputePolicy.Bf16Cpu : ComputePolicy.Fp32Cpu;
        using var guard = no_grad();
        using var judge = TinyModels.Build("qwen3_vl", policy);
        var weights = judge.parameters().Select(parameter => parameter.clone()).ToList();
        using var adapter = Trained(judge);
        var beside = TinyModels.Logits(judge).to_type(ScalarType.Float32);
        adapter.Merge();
        var merged = TinyModels.Logits(judge).to_type(ScalarType.Float32);
        Assert.True(
            (beside - merged).abs().max().item<float>() <= (type == "bf16" ? 0.1 : 1e-5) * beside.abs().max().item<float>()
        );
        adapter.Unmerge();
        Assert.True(TinyModels.Logits(judge).to_type(ScalarType.Float32).equal(beside).all().item<bool>());
        Assert.All(judge.parameters().Zip(weights), pair => Assert.True(pair.First.equal(pair.Second).all().item<bool>()));
    }

    [Fact]
    public void Switched_off_the_model_is_its_base_and_on_again_it_is_not()
    {
        using var guard = no_grad();
        using var judge = TinyModels.Build("qwen2_5_vl");
        var before = TinyModels.Logits(judge);
        using var adapter = Trained(judge);
        var adapted = TinyModels.Logits(judge);
        Assert.False(before.allclose(adapted));
        adapter.Enabled = false;
        Assert.True(before.equal(TinyModels.Logits(judge)).all().item<bool>());
        adapter.Enabled = true;
        Assert.True(adapted.equal(TinyModels.Logits(judge)).all().item<bool>());
    }

    [Fact]
    public void Detached_the_model_is_its_base_and_can_be_trained_again()
    {
        using var judge = TinyModels.Build("qwen3_vl");
        var before = TinyModels.Logits(judge).detach();
        Trained(judge).Dispose();
        Assert.True(before.equal(TinyModels.Logits(judge)).all().item<bool>());
        Assert.All(judge.parameters(), parameter => Assert.True(parameter.requires_grad));
    }

    [Fact]
    public void It_outlives_the_scope_it_was_attached_in_and_leaves_nothing_behind_when_disposed()
    {
        using var guard = no_grad();
        using var judge = TinyModels.Build("qwen3_vl");
        Cycle();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Cycle();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void Cycle()
        {
            LoraAdapter adapter;
            using (NewDisposeScope())
            {
                adapter = Trained(judge);
                adapter.Merge();
            }

            using (NewDisposeScope())
            {
                var merged = TinyModels.Logits(judge);
                adapter.Unmerge();
                Assert.True(merged.allclose(TinyModels.Logits(judge), 1e-3, 1e-4));
            }

            adapter.Dispose();
        }
    }

    [Fact]
    public void Written_and_read_it_computes_the_same_with_patterns_and_rank_stabilised_scale()
    {
        using var guard = no_grad();
        var config = Attention with
        {
            UseRsLora = true,
            RankPattern = [(ModulePattern.Ending(@"layers\.0\.self_attn\.q_proj"), 5)],
            AlphaPattern = [(ModulePattern.Ending("qkv"), 32)],
        };
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "adapter");
        using var judge = TinyModels.Build("qwen3_vl");
        Tensor expected;
        using (var adapter = Trained(judge, config))
        {
            Assert.Equal(
                5,
                adapter.Weights.Single(part => part.Path.EndsWith("layers.0.self_attn.q_proj", StringComparison.Ordinal)).A.shape[
                    0
                ]
            );
            expected = TinyModels.Logits(judge);
            AdapterFolder.Write(path, config, adapter.Weights);
        }

        using var stored = new AdapterFolder(path);
        using var again = LoraAdapter.Load(judge, stored);
        Assert.True(expected.equal(TinyModels.Logits(judge)).all().item<bool>());
    }

    [Fact]
    public void Rank_and_alpha_patterns_and_rank_stabilisation_scale_the_term()
    {
        using var guard = no_grad();
        using var judge = TinyModels.Build("qwen3_vl");
        var config = Config("layers.0.mlp.up_proj") with
        {
            UseRsLora = true,
            AlphaPattern = [(ModulePattern.Ending("up_proj"), 6)],
        };
        using var adapter = Trained(judge, config);
        var part = adapter.Weights.Single();
        var weight = judge.named_parameters().Single(p => p.name == $"{part.Path}.weight").parameter;
        var before = weight.clone();
        adapter.Merge();
        var expected = before + matmul(part.B, part.A) * (6 / Math.Sqrt(config.Rank));
        Assert.True(weight.allclose(expected, 1e-5, 1e-6));
    }

    [Theory]
    [InlineData("qwen3_vl_moe", "down_proj", "model.language_model.layers.1.mlp.experts.down_proj")]
    [InlineData("qwen3_vl", "lm_head", "tied")]
    [InlineData("qwen3_vl", "embed_tokens", "model.language_model.embed_tokens")]
    [InlineData("qwen3_vl", "self_attn", "self_attn is no linear layer")]
    [InlineData("qwen3_vl", "nothing_proj", "nothing_proj")]
    public void A_target_that_cannot_be_adapted_is_refused_by_name(string family, string target, string named)
    {
        using var judge = TinyModels.Build(family);
        var refusal = Assert.Throws<CheckpointException>(() => LoraAdapter.Attach(judge, Config("q_proj", target), seed: 1));
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_adapter_of_another_model_is_refused_with_every_difference()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "adapter");
        using (var other = TinyModels.Build("qwen3_vl", layers: 3, hidden: 24))
        using (var adapter = LoraAdapter.Attach(other, Config("q_proj"), seed: 1))
        {
            AdapterFolder.Write(path, adapter.Config, adapter.Weights);
        }

        using var judge = TinyModels.Build("qwen3_vl");
        using var stored = new AdapterFolder(path);
        string message = Assert.Throws<CheckpointException>(() => LoraAdapter.Load(judge, stored)).Message;
        Assert.Contains("unexpected: model.language_model.layers.2.self_attn.q_proj", message, StringComparison.Ordinal);
        Assert.Contains("misshapen: model.language_model.layers.0.self_attn.q_proj", message, StringComparison.Ordinal);
    }

    private static AdapterConfig Config(params string[] endings) =>
        new()
        {
            Rank = 3,
            Alpha = 12,
            Targets = AdapterTargets.Named(endings),
        };

    // B is no longer zero, as after training.
    private static LoraAdapter Trained(JudgeModel judge, AdapterConfig? config = null)
    {
        using var guard = no_grad();
        var adapter = LoraAdapter.Attach(judge, config ?? Attention, seed: 5);
        using var generator = new Generator(11);
        foreach (var part in adapter.Weights)
        {
            part.B.copy_(randn(part.B.shape, generator: generator) * 0.05);
        }

        return adapter;
    }
}
