using JudgeCore.Verdicts;

namespace JudgeCore.Engine;

/// <summary>Picks the next token: greedily, or from a draw that depends on nothing but the seed and the step.</summary>
internal static class Sampler
{
    /// <param name="logProbs">[vocab] log-probabilities at temperature 1.</param>
    /// <param name="sampling">Null: the most probable token, the lowest id on a tie.</param>
    /// <param name="step">Number of tokens written before, so that every step has its own draw.</param>
    /// <param name="forbidden">Token ids that may not be picked.</param>
    /// <returns>The token and its log-probability under the distribution that it was picked from.</returns>
    public static (int Token, float LogProb) Next(
        float[] logProbs,
        SamplingOptions? sampling,
        int step,
        IReadOnlySet<int>? forbidden = null
    )
    {
        double temperature = sampling?.Temperature ?? 1;
        int best = -1;
        for (int token = 0; token < logProbs.Length; token++)
        {
            if ((best < 0 || logProbs[token] > logProbs[best]) && forbidden?.Contains(token) != true)
            {
                best = token;
            }
        }

        double total = 0;
        for (int token = 0; token < logProbs.Length; token++)
        {
            total += Weight(token);
        }

        int picked = best;
        if (sampling is not null)
        {
            double left = Uniform(sampling.Seed, step) * total;
            for (int token = 0; token < logProbs.Length; token++)
            {
                double weight = Weight(token);
                left -= weight;
                if (left < 0 && weight > 0)
                {
                    picked = token;
                    break;
                }
            }
        }

        return (picked, (float)(((double)logProbs[picked] - logProbs[best]) / temperature - Math.Log(total)));

        // Computed twice rather than kept: an array of the vocabulary at every token would be most of what decoding allocates.
        double Weight(int token) =>
            forbidden?.Contains(token) == true ? 0 : Math.Exp((logProbs[token] - logProbs[best]) / temperature);
    }

    // SplitMix64 over seed and step: a counter-based draw in [0, 1), the same alone or in a batch.
    private static double Uniform(int seed, int step)
    {
        ulong z = unchecked(((ulong)(uint)seed << 32 | (uint)step) * 0x9E3779B97F4A7C15 + 0x9E3779B97F4A7C15);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }
}
