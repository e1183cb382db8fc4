namespace JudgeCore.Agreement;

/// <summary>A closed interval around an estimate; both ends are NaN where it is undefined.</summary>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>What is returned where no interval exists.</summary>
    public static Interval Undefined => new(double.NaN, double.NaN);
}
