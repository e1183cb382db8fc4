namespace Trainer.Grpo;

/// <summary>Means of metrics that come several times a step; those that are not finite are left out, as TRL does.</summary>
internal sealed class MetricMeans
{
    private readonly Dictionary<string, (double Sum, int Count)> sums = [];

    public void Add(string name, double value)
    {
        var (sum, count) = sums.GetValueOrDefault(name);
        sums[name] = double.IsFinite(value) ? (sum + value, count + 1) : (sum, count);
    }

    public void Add(IReadOnlyDictionary<string, double> metrics)
    {
        foreach (var (name, value) in metrics)
        {
            Add(name, value);
        }
    }

    public Dictionary<string, double> Read() => sums.ToDictionary(s => s.Key, s => s.Value.Sum / s.Value.Count);
}
