using TorchSharp;
using Trainer.Losses;
using static TorchSharp.torch;

namespace Trainer.Tests.Losses;

/// <summary>A random micro-batch of six completions up to five tokens, in double precision.</summary>
internal static class SmallBatch
{
    public const int Episodes = 6;
    public const int Tokens = 5;

    public static PolicyBatch Make(int seed)
    {
        var random = new Random(seed);
        var mask = new double[Episodes * Tokens];
        for (var i = 0; i < Episodes; i++)
        {
            // One completion counts nothing.
            var length = i == 3 ? 0 : 1 + random.Next(Tokens);
            for (var t = 0; t < length; t++)
                mask[i * Tokens + t] = 1;
        }
        var logProbs = Draw(-2, -0.1);
        return new()
        {
            LogProbs = Table(logProbs).requires_grad_(),
            OldLogProbs = Table([.. logProbs.Select(v => v + 0.6 * (random.NextDouble() - 0.5))]),
            ReferenceLogProbs = Table([.. logProbs.Select(v => v + 0.6 * (random.NextDouble() - 0.5))]),
            Entropies = Table(Draw(0.1, 2)).requires_grad_(),
            Advantages = tensor(Enumerable.Range(0, Episodes).Select(_ => random.NextDouble() * 4 - 2).ToArray(), float64),
            Mask = Table(mask),
            Scale = new(mask.Sum()),
        };

        double[] Draw(double low, double high) =>
            [.. Enumerable.Range(0, Episodes * Tokens).Select(_ => low + (high - low) * random.NextDouble())];
    }

    public static Tensor Table(double[] values) => tensor(values, float64).reshape(Episodes, values.Length / Episodes);
}
