namespace Trainer.Gym;

/// <summary>Reserved seeds: items of one split never come up in another, whatever a run's own seed.</summary>
internal sealed class GymSplit
{
    private static readonly string[] Names = ["train", "validation", "test"];

    private readonly int number;
    private readonly ulong root;

    private GymSplit(string name, ulong root) => (Name, number, this.root) = (name, Array.IndexOf(Names, name), root);

    public string Name { get; }

    /// <summary>Name of the split for which a scene was drawn: training refuses scenes that are not its own.</summary>
    public static string Of(Scene scene) => Names[GymRandom.SplitOf(scene.RenderSeed)];

    /// <summary>Held out for choices during development: which checkpoint, which option.</summary>
    public static GymSplit Validation { get; } = new("validation", 0x5641_4C49_4441_5445UL);

    /// <summary>Held out for final figures; no choice may look at it.</summary>
    public static GymSplit Test { get; } = new("test", 0x7E57_7E57_7E57_7E57UL);

    /// <summary>A run's own pictures.</summary>
    public static GymSplit Train(int seed) => new("train", 0x1000_0000_0000_0000UL | (uint)seed);

    public static GymSplit Parse(string name, int seed) =>
        name switch
        {
            "validation" => Validation,
            "test" => Test,
            "train" => Train(seed),
            _ => throw new ArgumentException($"'{name}' is no split; there are train, validation, test", nameof(name)),
        };

    /// <summary>The random stream of one item of one task.</summary>
    public GymRandom Stream(string task, long index)
    {
        ulong hash = 14695981039346656037; // FNV-1a over the name: string.GetHashCode differs between processes
        foreach (char c in task)
        {
            hash = unchecked((hash ^ c) * 1099511628211);
        }

        return GymRandom.For(root ^ hash, (ulong)index, number);
    }
}
