using static TorchSharp.torch;

namespace Trainer.Losses;

/// <summary>Gathers the numbers that TRL logs with a policy loss and reads them back in one go.</summary>
/// <param name="mask">[episodes, tokens]</param>
internal sealed class PolicyMetrics(Tensor mask)
{
    private readonly List<(string Name, Tensor Value)> pending = [];
    private readonly Dictionary<string, double> known = [];

    public void Number(string name, double value) => known[name] = value;

    public void Value(string name, Tensor scalar) => pending.Add((name, scalar.detach()));

    /// <summary>Mean over counted tokens; of one value a completion, over completions, whether they count or not.</summary>
    public void Mean(string name, Tensor values) =>
        Value(name, values.shape[1] == 1 ? values.mean() : (values * mask).sum() / mask.sum().AtLeast(1));

    /// <summary>How often the clip took the gradient away; an advantage of 0 is never clipped.</summary>
    /// <param name="ratio">[episodes, tokens or 1] after the cap delta.</param>
    /// <param name="advantages">[episodes, 1 or tokens]</param>
    /// <param name="epsilonLow">Lower clip.</param>
    /// <param name="epsilonHigh">Upper clip.</param>
    public void Clips(Tensor ratio, Tensor advantages, double epsilonLow, double epsilonHigh)
    {
        var low = ratio.Below(1 - epsilonLow).logical_and(advantages.Below(0)).to_type(mask.dtype);
        var high = ratio.Above(1 + epsilonHigh).logical_and(advantages.Above(0)).to_type(mask.dtype);
        Mean("clip_ratio/low_mean", low);
        Mean("clip_ratio/high_mean", high);
        Mean("clip_ratio/region_mean", low.maximum(high));
        // Rows without counted tokens are left out; if none is left, both are NaN.
        var lowRows = RowMeans(low).data<float>().Where(v => !float.IsNaN(v)).ToArray();
        var highRows = RowMeans(high).data<float>().Where(v => !float.IsNaN(v)).ToArray();
        Number("clip_ratio/low_min", lowRows.Length == 0 ? double.NaN : lowRows.Min());
        Number("clip_ratio/high_max", highRows.Length == 0 ? double.NaN : highRows.Max());
    }

    public IReadOnlyDictionary<string, double> Read()
    {
        if (pending.Count > 0)
        {
            using var stacked = stack(pending.Select(p => p.Value.to_type(float64).reshape([])).ToArray());
            foreach (var (value, (name, _)) in stacked.data<double>().Zip(pending))
                known[name] = value;
        }
        return known;
    }

    // [episodes]; 0/0 = NaN for a row without counted tokens.
    private Tensor RowMeans(Tensor values) =>
        (values.shape[1] == 1 ? values.squeeze(1) : (values * mask).sum(1) / mask.sum(1)).to_type(float32);
}
