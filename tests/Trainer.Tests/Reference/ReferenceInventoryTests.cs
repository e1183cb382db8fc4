using JudgeCore.Tests;

namespace Trainer.Tests.Reference;

public sealed class ReferenceInventoryTests
{
    [Fact]
    public void Every_recorded_file_has_a_check()
    {
        string[] known =
        [
            "README.md",
            "metrics.json",
            "crowd.json",
            "extras.json",
            "grpo/grpo.json",
            "logprob/logprob.json",
            "logprob/fp32.safetensors",
            "logprob/bf16.safetensors",
            "logprob/fused_head.safetensors",
            "logprob/alignment.safetensors",
            "optim/optim.json",
            "optim/optim.safetensors",
            "optim/clip.safetensors",
            "sft/sft.json",
            "sft/sft.safetensors",
        ];
        var unknown = Directory
            .GetFiles(Fixtures.Reference, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Fixtures.Reference, file).Replace('\\', '/'))
            // One file of tensors a batch: Losses/PolicyLossReferenceTests reads those that grpo.json names.
            .Where(file =>
                !(file.StartsWith("grpo/", StringComparison.Ordinal) && file.EndsWith(".safetensors", StringComparison.Ordinal))
            )
            .Except(known);
        Assert.Empty(unknown);
    }
}
