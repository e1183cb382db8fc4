namespace Trainer.Gym;

/// <summary>SplitMix64: a seeded stream of our own, so that a seed draws the same pictures on every version of .NET.</summary>
/// <param name="seed">Where the stream begins.</param>
/// <param name="split">Number of the split that it draws for, 0 to 3; marks the render seed of every scene.</param>
internal struct GymRandom(ulong seed, int split = 0)
{
    private ulong state = seed;

    /// <summary>A stream that belongs to one item of a run: streams of different items do not overlap in practice.</summary>
    public static GymRandom For(ulong seed, ulong item, int split = 0) =>
        new(new GymRandom(seed ^ (item * 0xD1342543DE82EF95)).Next() ^ item, split);

    /// <summary>Number of the split for which a render seed was drawn.</summary>
    public static int SplitOf(ulong renderSeed) => (int)(renderSeed >> 62);

    /// <summary>A seed for rendering; its two highest bits are the split, so that no two splits share a scene.</summary>
    public ulong RenderSeed() => (Next() >> 2) | ((ulong)split << 62);

    public ulong Next()
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>In [0, 1).</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    public double Between(double low, double high) => low + (high - low) * Unit();

    /// <summary>In [0, count).</summary>
    public int Below(int count) => (int)(Unit() * count);

    /// <summary>In [low, high].</summary>
    public int Integer(int low, int high) => low + Below(high - low + 1);

    public bool Chance(double probability) => Unit() < probability;

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>Approximately normal with mean 0 and deviation 1 (sum of four uniforms): noise needs no tails.</summary>
    public double Normal()
    {
        ulong bits = Next();
        double sum = (bits & 0xffff) + ((bits >> 16) & 0xffff) + ((bits >> 32) & 0xffff) + (bits >> 48);
        return (sum / 65535.0 - 2) * 1.7320508;
    }
}
