using JudgeCore.Tests;
using JudgeCore.Tests.Reference;
using TorchSharp;
using Trainer.Losses;
using Trainer.Tests.Reference;
using static TorchSharp.torch;

namespace Trainer.Tests.Losses;

/// <summary>Every recorded tensor of logprob/.</summary>
public sealed class TokenScoresReferenceTests
{
    private const double Tolerance = 2e-5;
    private static readonly ReferenceCase Settings = new ReferenceFile(Fixtures.Reference, "logprob/logprob.json").Root;

    [Fact]
    public void Settings_hold_nothing_unknown()
    {
        Settings.Ignore(
            "meta",
            "shape",
            "temperatures",
            "trl_entropy_is_nan_with_minus_inf_logits",
            "trl_error_on_offset_1e4",
            "fused"
        );
        Settings.Ignore("alignment");
        Settings.Finish();
    }

    [Fact]
    public void Scores_and_their_gradients_equal_the_recorded_ones()
    {
        using var scope = NewDisposeScope();
        using var tensors = new RecordedTensors("logprob/fp32.safetensors");
        var ids = tensors.Read("ids");
        var temperatures = Settings.Numbers("temperatures");
        for (var k = 0; k < temperatures.Length; k++)
        {
            var logits = tensors.Leaf("logits");
            var (logProbs, entropies) = TokenScores.Of(logits, ids, temperatures[k]);
            tensors.Expect($"t{k}.logps", logProbs, Tolerance);
            tensors.Expect($"t{k}.entropies", entropies, Tolerance);
            logProbs.backward([tensors.Read("grad_out_logps")], retain_graph: true);
            tensors.ExpectGradient($"t{k}.grad_logits_from_logps", logits.grad, Tolerance);
            logits.grad = null;
            entropies.backward([tensors.Read("grad_out_entropies")]);
            tensors.ExpectGradient($"t{k}.grad_logits_from_entropies", logits.grad, Tolerance);
        }

        foreach (var (prefix, tolerance) in new[] { ("restricted", Tolerance), ("offset", 1e-5) })
        {
            var logits = tensors.Leaf($"{prefix}.logits");
            var (logProbs, entropies) = TokenScores.Of(logits, tensors.Read($"{prefix}.ids"));
            tensors.Expect($"{prefix}.logps", logProbs, tolerance);
            tensors.Expect($"{prefix}.entropies", entropies, tolerance);
            (logProbs.sum() + entropies.sum()).backward();
            Assert.All(RecordedTensors.Numbers(logits.grad!), g => Assert.True(double.IsFinite(g), $"{prefix}: gradient {g}"));
        }
        tensors.Finish();
    }

    [Fact]
    public void Half_precision_logits_are_reckoned_in_full_precision()
    {
        using var scope = NewDisposeScope();
        using var tensors = new RecordedTensors("logprob/bf16.safetensors");
        var temperatures = Settings.Numbers("temperatures");
        for (var k = 0; k < temperatures.Length; k++)
        {
            var (logProbs, entropies) = TokenScores.Of(tensors.Read("logits_bf16"), tensors.Read("ids"), temperatures[k]);
            tensors.Expect($"t{k}.logps_upcast", logProbs, Tolerance);
            tensors.Expect($"t{k}.entropies_upcast", entropies, Tolerance);
            // What half precision all the way gives: recorded to show why not.
            tensors.Ignore($"t{k}.logps_native_bf16", $"t{k}.entropies_native_bf16");
        }
        tensors.Finish();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(1000)]
    public void Scores_from_the_head_equal_the_recorded_ones_whatever_the_chunk(int chunk)
    {
        using var scope = NewDisposeScope();
        using var tensors = new RecordedTensors("logprob/fused_head.safetensors");
        var temperature = Settings.Object("fused").Number("temperature");
        foreach (var (precision, type) in new[] { ("fp32", float32), ("bf16", bfloat16) })
        {
            var hidden = tensors.Read($"{precision}.hidden").to_type(type).requires_grad_();
            var weight = tensors.Read($"{precision}.weight").to_type(type).requires_grad_();
            var (logProbs, entropies) = HeadScores.Of(hidden, weight, tensors.Read("targets"), temperature, chunk);
            var loss = (logProbs * tensors.Read("grad_out_logps")).sum() + (entropies * tensors.Read("grad_out_entropies")).sum();
            loss.backward();
            if (precision == "fp32")
            {
                tensors.Expect("fp32.logps", logProbs, 1e-4);
                tensors.Expect("fp32.entropies", entropies, 1e-4);
                tensors.ExpectGradient("fp32.grad_hidden", hidden.grad, 1e-4);
                tensors.ExpectGradient("fp32.grad_weight", weight.grad, 1e-4);
                continue;
            }
            // Logits rounded to bf16 differ by up to 3 % between implementations.
            Near(tensors.Read("bf16.logps"), logProbs);
            Near(tensors.Read("bf16.entropies"), entropies);
            Near(tensors.Read("bf16.grad_hidden"), hidden.grad!);
            Near(tensors.Read("bf16.grad_weight"), weight.grad!);
        }
        tensors.Finish();
    }

    [Fact]
    public void Completions_are_scored_by_the_logits_before_them()
    {
        using var scope = NewDisposeScope();
        using var tensors = new RecordedTensors("logprob/alignment.safetensors");
        var settings = Settings.Object("alignment");
        var ids = tensors.Read("input_ids");
        Assert.Equal(ids.shape[1], settings.Integer("prompt_len") + settings.Integer("logits_to_keep"));
        var (logProbs, entropies) = TokenScores.OfCompletions(
            tensors.Read("logits"),
            ids,
            tensors.Read("attention_mask"),
            settings.Integer("logits_to_keep"),
            settings.Number("temperature")
        );
        tensors.Expect("logps", logProbs, Tolerance);
        tensors.Expect("entropies", entropies, Tolerance);
        settings.Finish();
        tensors.Finish();
    }

    private static void Near(Tensor expected, Tensor actual)
    {
        var a = RecordedTensors.Numbers(expected);
        var b = RecordedTensors.Numbers(actual);
        var error = Math.Sqrt(a.Zip(b).Sum(p => (p.First - p.Second) * (p.First - p.Second)) / a.Sum(v => v * v));
        Assert.InRange(error, 0, 0.05);
    }
}
