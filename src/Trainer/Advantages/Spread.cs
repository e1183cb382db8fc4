namespace Trainer.Advantages;

/// <summary>Mean and sample standard deviation (n-1) of the numbers among values that may be NaN.</summary>
/// <param name="Count">How many are numbers.</param>
/// <param name="Mean">NaN without numbers.</param>
/// <param name="Deviation">NaN with fewer than two numbers.</param>
internal readonly record struct Spread(int Count, double Mean, double Deviation)
{
    // The distance from 0 within which a deviation is rounding error.
    private const double Rounding = 1e-8;

    /// <summary>Whether all values are the same; not so where the deviation is undefined.</summary>
    public bool IsFlat => Math.Abs(Deviation) <= Rounding;

    public static Spread Of(IEnumerable<double> values)
    {
        var numbers = values.Where(v => !double.IsNaN(v)).ToArray();
        if (numbers.Length == 0)
            return new(0, double.NaN, double.NaN);
        var mean = numbers.Average();
        var squares = numbers.Sum(v => (v - mean) * (v - mean));
        return new(numbers.Length, mean, numbers.Length < 2 ? double.NaN : Math.Sqrt(squares / (numbers.Length - 1)));
    }
}
