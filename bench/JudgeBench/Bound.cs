namespace JudgeBench;

/// <summary>Numbers that are enough.</summary>
/// <param name="Least">Lowest of them.</param>
/// <param name="Most">Highest of them.</param>
internal sealed record Bound(double Least, double Most)
{
    /// <summary>Any: the number is only shown.</summary>
    public static readonly Bound None = new(double.NegativeInfinity, double.PositiveInfinity);

    public static Bound AtLeast(double least) => new(least, double.PositiveInfinity);

    public static Bound AtMost(double most) => new(double.NegativeInfinity, most);

    public bool Holds(double value) => value >= Least && value <= Most;
}
