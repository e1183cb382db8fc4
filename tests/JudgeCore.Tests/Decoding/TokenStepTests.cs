using JudgeCore.Adapters;
using JudgeCore.Checkpoints;
using JudgeCore.Decoding;
using JudgeCore.Engine;
using JudgeCore.Kernels;
using JudgeCore.Models;
using JudgeCore.Tests.Engine;
using JudgeCore.Tests.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Decoding;

/// <summary>Decoding over the model's memory gives the answers of the model's own forward pass.</summary>
[Collection(nameof(Alone))]
public class TokenStepTests
{
    private static readonly HashSet<int> NoEnd = [];
    private static readonly EngineOptions Options = new() { MaxTokens = 128, MaxSequences = 8 };

    [Fact]
    public void Biased_projections_without_head_norms_are_computed_as_the_model_computes_them()
    {
        Assert.SkipUnless(Lanes.Supported, "needs 512-bit registers");
        using var small = Second();
        AssertEqualsFullForward(small);
    }

    [Fact]
    public void Updated_weights_are_used_once_the_engine_is_told()
    {
        using var small = new SmallModel();
        using var generator = small.Generator(Options);
        generator.Run([Write(small.Prompt(1, images: 0))]);
        using (no_grad())
        {
            small.Model.parameters().ToList().ForEach(parameter => parameter.mul_(1.3));
        }

        generator.WeightsChanged();
        var sequence = Write(small.Prompt(1, images: 0));
        generator.Run([sequence]);
        AssertEqual(FullForward.Greedy(small.Model, sequence.Prompt, 12), sequence);
    }

    [Fact]
    public void An_adapter_beside_the_weights_is_not_left_out()
    {
        using var small = new SmallModel();
        using var adapter = Adapter(small, ScalarType.Float32);
        AssertEqualsFullForward(small);
        adapter.Enabled = false;
        AssertEqualsFullForward(small);
        adapter.Enabled = true;
        AssertEqualsFullForward(small);
    }

    [Fact]
    public void An_adapter_that_is_switched_under_a_running_engine_is_noticed()
    {
        using var small = new SmallModel();
        using var adapter = Adapter(small, ScalarType.Float32);
        using var generator = small.Generator(Options);
        foreach (bool enabled in new[] { true, false, true })
        {
            adapter.Enabled = enabled;
            var sequence = Write(small.Prompt(1, images: 0));
            generator.Run([sequence]);
            AssertEqual(FullForward.Greedy(small.Model, sequence.Prompt, 12), sequence);
        }
    }

    [Fact]
    public void What_training_makes_of_an_adapter_is_used_once_the_engine_is_told()
    {
        using var small = new SmallModel();
        using var adapter = Adapter(small, ScalarType.Float32);
        using var generator = small.Generator(Options);
        generator.Run([Write(small.Prompt(1, images: 0))]);
        using (no_grad())
        {
            adapter.Parameters.ToList().ForEach(parameter => parameter.mul_(1.5));
        }

        generator.WeightsChanged();
        var sequence = Write(small.Prompt(1, images: 0));
        generator.Run([sequence]);
        AssertEqual(FullForward.Greedy(small.Model, sequence.Prompt, 12), sequence);
    }

    [Fact]
    public void An_adapter_of_the_output_head_is_not_left_out()
    {
        using var small = new SmallModel(
            SmallModel.Config.Replace(
                "\"tie_word_embeddings\": true",
                "\"tie_word_embeddings\": false",
                StringComparison.Ordinal
            ),
            5,
            ComputePolicy.Fp32Cpu
        );
        using var adapter = Adapter(small, ScalarType.Float32, "lm_head");
        AssertEqualsFullForward(small);
    }

    [Theory, InlineData(false, false), InlineData(true, false), InlineData(false, true), InlineData(true, true)]
    public void A_sequence_gets_the_same_bits_alone_and_among_others(bool bf16, bool adapted)
    {
        Assert.SkipUnless(Lanes.Supported, "needs 512-bit registers");
        using var small = new SmallModel(5, bf16 ? ComputePolicy.Bf16Cpu : ComputePolicy.Fp32Cpu);
        using var adapter = adapted ? Adapter(small, small.Model.Policy.Dtype) : null;
        using var cache = new KeyValueCache(KeyValueShape.Of(small.Model), 8, 32);
        using var crew = WorkCrew.Create(2);
        using var step = TokenStep.TryCreate(small.Model, cache, crew)!;
        DecodeRow[] rows = [.. Enumerable.Range(0, 7).Select(i => new DecodeRow(3 * i + 1, i, 0, i, 2 * i, 3 * i))];
        float[][][] together = Outputs();
        step.Run(rows, together);
        foreach (var row in rows)
        {
            float[][][] alone = Outputs();
            step.Run([row], alone);
            Assert.Equal(alone[0][0], together[row.Slot][0]);
        }
    }

    [Fact]
    public void Bf16_weights_decode_as_close_to_fp32_as_the_models_own_pass()
    {
        using var wide = new SmallModel();
        using var narrow = new SmallModel(5, ComputePolicy.Bf16Cpu);
        var prompt = wide.Prompt(2, images: 0);
        var sequence = Write(prompt);
        using var generator = narrow.Generator(Options);
        generator.Run([sequence]);
        for (int i = 0; i < sequence.Completion.Count; i++)
        {
            float[] expected = FullForward.Next(wide.Model, prompt, sequence.Completion[..i]);
            Assert.Equal(expected[sequence.Completion[i]], sequence.LogProbs[i], 0.15f);
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_step_allocates_nothing(bool adapted)
    {
        Assert.SkipUnless(Lanes.Supported, "needs 512-bit registers");
        using var small = new SmallModel();
        using var adapter = adapted ? Adapter(small, ScalarType.Float32) : null;
        using var cache = new KeyValueCache(KeyValueShape.Of(small.Model), 8, 32);
        using var crew = WorkCrew.Create(1);
        using var step = TokenStep.TryCreate(small.Model, cache, crew)!;
        DecodeRow[] rows = [new DecodeRow(1, 0, 0, 0, 0, 0), new DecodeRow(2, 1, 4, 4, 4, 4)];
        float[][][] outputs = Outputs();
        step.Run(rows, outputs);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            step.Run(rows, outputs);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000); // the runtime's own, when it compiles again
    }

    [Fact]
    public void Sparse_models_are_left_to_their_own_forward_pass()
    {
        using var judge = TinyModels.Build("qwen3_vl_moe");
        Assert.Null(TextWeights.TryRead(judge));
    }

    private static float[][][] Outputs() => [.. Enumerable.Range(0, 8).Select(_ => new[] { new float[SmallModel.Vocabulary] })];

    private static LoraAdapter Adapter(SmallModel small, ScalarType dtype, params string[] targets)
    {
        var config = new AdapterConfig
        {
            Rank = 3,
            Alpha = 12,
            Targets = AdapterTargets.Named(targets.Length > 0 ? targets : ["q_proj", "o_proj", "up_proj", "down_proj"]),
        };
        var adapter = LoraAdapter.Attach(small.Model, config, seed: 3, dtype);
        using var guard = no_grad();
        using var generator = new torch.Generator(3);
        adapter.Parameters.ToList().ForEach(parameter => parameter.normal_(0, 0.5, generator));
        return adapter;
    }

    private static Sequence Write(EnginePrompt prompt) => new(prompt, new Goal.Write(NoEnd, 12, null));

    private static void AssertEqualsFullForward(SmallModel small)
    {
        using var generator = small.Generator(Options);
        List<Sequence> sequences = [.. Enumerable.Range(0, 5).Select(i => Write(small.Prompt(i, 6 + 2 * i, images: 0)))];
        generator.Run(sequences);
        sequences.ForEach(sequence => AssertEqual(FullForward.Greedy(small.Model, sequence.Prompt, 12), sequence));
    }

    private static void AssertEqual((List<int> Tokens, List<float> LogProbs) expected, Sequence sequence)
    {
        Assert.Equal(expected.Tokens, sequence.Completion);
        Assert.All(expected.LogProbs.Zip(sequence.LogProbs), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    // Qwen2.5: biases at query, key and value, no norms a head, rotary blocks one an axis.
    private static SmallModel Second()
    {
        var json = TinyModels.Json("qwen2_5_vl");
        json["text_config"]!["intermediate_size"] = 48;
        var small = new SmallModel(json.ToJsonString(), 5, ComputePolicy.Fp32Cpu);
        using var guard = no_grad();
        using var generator = new torch.Generator(4);
        foreach (var (name, parameter) in small.Model.named_parameters())
        {
            if (name.Contains("self_attn", StringComparison.Ordinal) && name.EndsWith("bias", StringComparison.Ordinal))
            {
                parameter.normal_(0, 0.5, generator);
            }
        }

        Assert.NotNull(TextWeights.TryRead(small.Model));
        return small;
    }
}
