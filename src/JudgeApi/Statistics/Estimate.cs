namespace JudgeApi.Statistics;

/// <summary>A figure with its 95 % interval; null where it is undefined, as with too few items or one class only.</summary>
internal sealed record Estimate(double? Value, double? Low, double? High)
{
    public static Estimate Of(double value, double low, double high) => new(Defined(value), Defined(low), Defined(high));

    public static double? Defined(double value) => double.IsFinite(value) ? value : null;
}
