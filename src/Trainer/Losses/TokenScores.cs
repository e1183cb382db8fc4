using TorchSharp;
using static TorchSharp.torch;

namespace Trainer.Losses;

/// <summary>Log-probabilities of chosen tokens and entropies of their distributions, from logits.</summary>
internal static class TokenScores
{
    /// <param name="logits">[..., vocab]; -Infinity for tokens that are not allowed. Reckoned in fp32 whatever the type.</param>
    /// <param name="ids">[...] chosen tokens, int64.</param>
    /// <param name="temperature">Logits are divided by it first; both results are of the tempered distribution.</param>
    /// <returns>Both [...], fp32: log-probabilities, and entropies in nats, where 0 log 0 = 0. The caller disposes of them.</returns>
    public static (Tensor LogProbs, Tensor Entropies) Of(Tensor logits, Tensor ids, double temperature = 1)
    {
        RequireTemperature(temperature);
        using var scope = NewDisposeScope();
        // log_softmax subtracts the maximum before the exponent; gathering first and subtracting logsumexp loses digits at large logits.
        var all = nn.functional.log_softmax(logits.to_type(float32).Over(temperature), -1); // [..., vocab]
        var chosen = all.gather(-1, ids.unsqueeze(-1)).squeeze(-1); // [...]
        var finite = all.Where(all.isneginf(), 0);
        var entropies = -(exp(all) * finite).sum(-1); // [...]
        return (chosen.MoveToOuterDisposeScope(), entropies.MoveToOuterDisposeScope());
    }

    /// <summary>Scores a batch's completions from the logits of whole sequences: the logits at position t score the token at t+1.</summary>
    /// <param name="logits">[batch, seq, vocab]</param>
    /// <param name="ids">[batch, seq] prompt and completion.</param>
    /// <param name="attentionMask">[batch, seq] 0 for padding.</param>
    /// <param name="completionLength">How many of the last positions are completion.</param>
    /// <param name="temperature">As in <see cref="Of"/>.</param>
    /// <returns>Both [batch, completionLength], 0 at padding.</returns>
    public static (Tensor LogProbs, Tensor Entropies) OfCompletions(
        Tensor logits,
        Tensor ids,
        Tensor attentionMask,
        int completionLength,
        double temperature = 1
    )
    {
        var seq = ids.shape[1];
        if (completionLength < 1 || completionLength >= seq)
            throw new ArgumentException($"A completion of {completionLength} tokens leaves no prompt in sequences of {seq}.");
        using var scope = NewDisposeScope();
        var before = logits.narrow(1, seq - completionLength - 1, completionLength); // [batch, completion, vocab]
        var targets = ids.narrow(1, seq - completionLength, completionLength); // [batch, completion]
        var padding = attentionMask.narrow(1, seq - completionLength, completionLength).Is(0);
        var (logProbs, entropies) = Of(before, targets, temperature);
        return (logProbs.Where(padding, 0).MoveToOuterDisposeScope(), entropies.Where(padding, 0).MoveToOuterDisposeScope());
    }

    internal static void RequireTemperature(double temperature)
    {
        if (!(temperature > 0 && double.IsFinite(temperature)))
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "The temperature must be a positive number.");
    }
}
