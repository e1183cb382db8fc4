using JudgeCore.Models;
using Trainer.Losses;
using Trainer.Packing;
using Trainer.Policies;
using static TorchSharp.torch;

namespace Trainer.Grpo;

/// <summary>What the KL penalty measures from: the base itself under an adapter, or a frozen copy of the weights that the run began with.</summary>
internal sealed class ReferencePolicy : IDisposable
{
    private readonly Policy policy;
    private readonly JudgeModel? copy; // null: the policy's own model with its adapter switched off

    public ReferencePolicy(Policy policy, string baseFolder)
    {
        this.policy = policy;
        copy = policy.Adapter is null ? ModelLoader.Load(baseFolder, policy.Model.Policy) : null;
    }

    /// <summary>[tokens] log-probabilities of the packed completions.</summary>
    public Tensor LogProbs(PackedStep packed, double temperature)
    {
        using var guard = no_grad();
        if (copy is not null)
        {
            return Scores(copy, packed, temperature);
        }

        policy.Adapter!.Enabled = false;
        try
        {
            return Scores(policy.Model, packed, temperature);
        }
        finally
        {
            policy.Adapter.Enabled = true;
        }
    }

    public void Dispose() => copy?.Dispose();

    private static Tensor Scores(JudgeModel model, PackedStep packed, double temperature) =>
        TokenScores.Of(PackedForward.Logits(model, packed), tensor(packed.Targets), temperature).LogProbs;
}
