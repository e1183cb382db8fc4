using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace Trainer.Losses;

/// <summary>Log-probabilities and entropies straight from hidden states and the output head, in chunks of tokens: logits exist only for one
/// chunk at a time, forward and backward, which is what lets a large vocabulary train in little memory.</summary>
internal sealed class HeadScores : autograd.MultiTensorFunction<HeadScores>
{
    private const string Chunk = "chunk";
    private const string Temperature = "temperature";

    public override string Name => nameof(HeadScores);

    /// <param name="hidden">[tokens, hidden] with gradient.</param>
    /// <param name="weight">[vocab, hidden], with or without gradient.</param>
    /// <param name="targets">[tokens] int64.</param>
    /// <param name="temperature">Logits are divided by it.</param>
    /// <param name="chunk">Tokens at a time.</param>
    /// <returns>Both [tokens], fp32.</returns>
    public static (Tensor LogProbs, Tensor Entropies) Of(
        Tensor hidden,
        Tensor weight,
        Tensor targets,
        double temperature = 1,
        int chunk = 256
    )
    {
        TokenScores.RequireTemperature(temperature);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chunk);
        if (hidden.dim() != 2 || weight.dim() != 2 || hidden.shape[1] != weight.shape[1] || targets.numel() != hidden.shape[0])
            throw new ArgumentException(
                $"hidden [{string.Join(", ", hidden.shape)}], weight [{string.Join(", ", weight.shape)}] and {targets.numel()} targets do not fit."
            );
        var results = apply(hidden, weight, targets, temperature, chunk);
        return (results[0], results[1]);
    }

    public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var (hidden, weight, targets) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
        var (temperature, chunk) = ((double)vars[3], (int)vars[4]);
        ctx.save_for_backward([hidden, weight, targets]);
        ctx.save_data(Temperature, temperature);
        ctx.save_data(Chunk, chunk);
        using var scope = NewDisposeScope();
        var logProbs = new List<Tensor>();
        var entropies = new List<Tensor>();
        foreach (var (start, length) in Chunks(hidden.shape[0], chunk))
        {
            using var inner = NewDisposeScope();
            var all = LogSoftmax(hidden.narrow(0, start, length), weight, temperature); // [length, vocab]
            logProbs.Add(all.gather(1, targets.narrow(0, start, length).unsqueeze(1)).squeeze(1).MoveToOuterDisposeScope());
            entropies.Add(Entropy(all).MoveToOuterDisposeScope());
        }
        return [cat(logProbs).MoveToOuterDisposeScope(), cat(entropies).MoveToOuterDisposeScope()];
    }

    public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
    {
        var saved = ctx.get_saved_variables();
        var (hidden, weight, targets) = (saved[0], saved[1], saved[2]);
        var temperature = (double)ctx.get_data(Temperature);
        using var scope = NewDisposeScope();
        using var withoutGradient = no_grad();
        var (forLogProbs, forEntropies) = (grad_outputs[0], grad_outputs[1]);
        var hiddenGradients = new List<Tensor>();
        var wideWeight = weight.to_type(float32); // [vocab, hidden]
        var weightGradient = weight.requires_grad ? zeros(weight.shape, float32) : null;
        foreach (var (start, length) in Chunks(hidden.shape[0], (int)ctx.get_data(Chunk)))
        {
            using var inner = NewDisposeScope();
            var states = hidden.narrow(0, start, length); // [length, hidden]
            var all = LogSoftmax(states, weight, temperature); // [length, vocab]
            var p = exp(all);
            var upstream = forLogProbs.narrow(0, start, length).unsqueeze(1); // [length, 1]
            // d log p_y / d logit = [y] - p; d entropy / d logit = -p (log p + entropy).
            var finite = all.Where(all.isneginf(), 0);
            var gradient =
                -p * upstream.Plus(forEntropies.narrow(0, start, length).unsqueeze(1) * (finite.Plus(Entropy(all).unsqueeze(1))));
            gradient.scatter_add_(1, targets.narrow(0, start, length).unsqueeze(1), upstream);
            gradient.Mul_(1 / temperature); // [length, vocab]
            hiddenGradients.Add(gradient.matmul(wideWeight).to_type(hidden.dtype).MoveToOuterDisposeScope());
            weightGradient?.Add_(gradient.t().matmul(states.to_type(float32)));
        }
        var forHidden = cat(hiddenGradients).MoveToOuterDisposeScope();
        var forWeight = weightGradient?.to_type(weight.dtype).MoveToOuterDisposeScope();
        return [forHidden, forWeight!, null!, null!, null!];
    }

    private static Tensor LogSoftmax(Tensor hidden, Tensor weight, double temperature) =>
        nn.functional.log_softmax(nn.functional.linear(hidden, weight).to_type(float32).Over(temperature), -1);

    private static Tensor Entropy(Tensor logProbs) => -(exp(logProbs) * logProbs.Where(logProbs.isneginf(), 0)).sum(-1);

    private static IEnumerable<(long Start, long Length)> Chunks(long tokens, int chunk)
    {
        for (long start = 0; start < tokens; start += chunk)
            yield return (start, Math.Min(chunk, tokens - start));
    }
}
