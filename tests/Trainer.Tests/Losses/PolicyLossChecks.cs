using JudgeCore.Tests.Reference;
using TorchSharp;
using Trainer.Losses;
using Trainer.Tests.Reference;
using static TorchSharp.torch;

namespace Trainer.Tests.Losses;

/// <summary>Recorded losses with their gradients and metrics.</summary>
internal static class PolicyLossChecks
{
    private const double Tolerance = 1e-5;
    private const double GradientTolerance = 2e-5;

    public static void GroupRelative(ReferenceCase recorded, RecordedTensors tensors, string name)
    {
        using var scope = NewDisposeScope();
        var config = recorded.Object("config");
        var options = Options(config);
        var logProbs = tensors.Leaf("in.per_token_logps");
        var entropies = tensors.Leaf("in.entropies");
        var mask = tensors.Read("in.completion_mask");
        var tools = tensors.Read("in.tool_mask");
        var reference = tensors.Read("in.ref_per_token_logps");
        var old = tensors.Read("in.old_per_token_logps");
        var result = PolicyLoss.Compute(
            new()
            {
                LogProbs = logProbs,
                Advantages = tensors.Read("in.advantages"),
                Mask = config.Flag("uses_tool_mask") ? mask * tools : mask,
                OldLogProbs = config.Text("old_logps") switch
                {
                    "given" => old,
                    "detached_current" => null,
                    var other => throw new FormatException($"{recorded.Where}: unknown old_logps '{other}'"),
                },
                ReferenceLogProbs = reference,
                Entropies = entropies,
                Scale = new(
                    config.Number("num_items_in_batch"),
                    config.Integer("gradient_accumulation_steps"),
                    config.Integer("steps_per_generation"),
                    config.Text("mode") == "train"
                ),
            },
            options
        );
        config.Finish();

        recorded.Expect("loss", result.Loss.item<float>(), Tolerance);
        recorded.Expect("loss_float64", result.Loss.item<float>(), Tolerance);
        tensors.Expect($"{name}.loss", result.Loss.reshape(1), Tolerance);
        result.Loss.backward();
        tensors.ExpectGradient($"{name}.grad", logProbs.grad, GradientTolerance);
        var magnitude = RecordedTensors.Numbers(logProbs.grad!).Sum(Math.Abs);
        recorded.Expect("grad_abs_sum", magnitude, GradientTolerance * logProbs.numel());
        if (tensors.Has($"{name}.grad_entropies"))
            tensors.ExpectGradient($"{name}.grad_entropies", entropies.grad, GradientTolerance);
        else
            Assert.True(entropies.grad is null, $"{recorded.Where}: a gradient reached the entropies without an entropy bonus");

        var metrics = recorded.Object("metrics");
        foreach (var (metric, value) in result.Metrics)
            metrics.Expect(metric, value, Tolerance);
        metrics.Finish();
        recorded.Ignore("batch");
    }

    public static void LeaveOneOut(ReferenceCase recorded, RecordedTensors tensors)
    {
        using var scope = NewDisposeScope();
        var logProbs = tensors.Leaf("per_token_logps");
        // The recorded run gave every token an entropy of 1.
        var result = LeaveOneOutLoss.Compute(
            logProbs,
            tensors.Read("old_logps_sum"),
            tensors.Read("advantages"),
            tensors.Read("completion_mask"),
            ones_like(logProbs),
            recorded.Number("epsilon_low"),
            recorded.Number("epsilon_high")
        );
        recorded.Expect("loss", result.Loss.item<float>(), Tolerance);
        tensors.Expect("loss", result.Loss.reshape(1), Tolerance);
        result.Loss.backward();
        tensors.ExpectGradient("grad", logProbs.grad, GradientTolerance);
        var metrics = recorded.Object("metrics");
        foreach (var (metric, value) in result.Metrics)
            metrics.Expect(metric, value, Tolerance);
        metrics.Finish();
        recorded.Finish();
        tensors.Finish();
    }

    private static PolicyLossOptions Options(ReferenceCase config) =>
        new()
        {
            Kind = config.Text("loss_type") switch
            {
                "grpo" => PolicyLossKind.Grpo,
                "bnpo" => PolicyLossKind.Bnpo,
                "dr_grpo" => PolicyLossKind.DrGrpo,
                "dapo" => PolicyLossKind.Dapo,
                "cispo" => PolicyLossKind.Cispo,
                "luspo" => PolicyLossKind.Luspo,
                "sapo" => PolicyLossKind.Sapo,
                "vespo" => PolicyLossKind.Vespo,
                var other => throw new FormatException($"{config.Where}: unknown loss '{other}'"),
            },
            Ratio = config.Text("importance_sampling_level") switch
            {
                "token" => RatioLevel.Token,
                "sequence" => RatioLevel.Sequence,
                var other => throw new FormatException($"{config.Where}: unknown ratio level '{other}'"),
            },
            EpsilonLow = config.Number("epsilon_low"),
            EpsilonHigh = config.Number("epsilon_high"),
            Delta = config.NumberOrNull("delta"),
            Beta = config.Number("beta"),
            UnbiasedKl = config.Flag("use_bias_correction_kl"),
            MaxCompletionLength = config.Integer("max_completion_length"),
            TopEntropyQuantile = config.Number("top_entropy_quantile"),
            OffPolicyThreshold = config.NumberOrNull("off_policy_mask_threshold"),
            EntropyCoefficient = config.Number("entropy_coef"),
            SapoTemperaturePositive = config.Number("sapo_temperature_pos"),
            SapoTemperatureNegative = config.Number("sapo_temperature_neg"),
            VespoKPositive = config.Number("vespo_k_pos"),
            VespoLambdaPositive = config.Number("vespo_lambda_pos"),
            VespoKNegative = config.Number("vespo_k_neg"),
            VespoLambdaNegative = config.Number("vespo_lambda_neg"),
        };
}
