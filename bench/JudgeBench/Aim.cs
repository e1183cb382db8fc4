namespace JudgeBench;

/// <summary>What the service is meant to reach, and what was measured of it.</summary>
/// <param name="What">In words.</param>
/// <param name="Bound">What is enough.</param>
/// <param name="Unit">Behind a number: "%" (numbers are shares then), "x", "ms", "" and the like.</param>
/// <param name="File">The result that it was read from.</param>
/// <param name="Commit">Of the source that was measured; null: not measured.</param>
/// <param name="Values">All that the bound is for, with names where there are several; empty: not measured.</param>
internal sealed record Aim(
    string What,
    Bound Bound,
    string Unit,
    string File,
    string? Commit,
    IReadOnlyList<(string Name, double Value)> Values
)
{
    public bool Measured => Values.Count > 0;

    /// <summary>Whether the worst of the values is enough; not rounded.</summary>
    public bool Reached => Measured && Values.All(value => Bound.Holds(value.Value));
}
