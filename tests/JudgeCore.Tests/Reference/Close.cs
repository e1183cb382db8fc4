namespace JudgeCore.Tests.Reference;

/// <summary>The one tolerance of all recorded numbers: |actual - expected| &lt;= tolerance * max(1, |expected|), and NaN meets NaN.</summary>
internal static class Close
{
    public static bool Matches(double expected, double actual, double tolerance) =>
        double.IsNaN(expected) ? double.IsNaN(actual)
        : double.IsInfinity(expected) ? actual == expected
        : Math.Abs(actual - expected) <= tolerance * Math.Max(1, Math.Abs(expected));

    public static void Require(double expected, double actual, double tolerance, string what)
    {
        if (!Matches(expected, actual, tolerance))
            Assert.Fail(
                $"{what}: expected {expected:R}, got {actual:R} (off by {Math.Abs(actual - expected):E2}, tolerance {tolerance:E0})"
            );
    }

    public static void Require(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance, string what)
    {
        if (expected.Length != actual.Length)
            Assert.Fail($"{what}: expected {expected.Length} numbers, got {actual.Length}");
        for (var i = 0; i < expected.Length; i++)
            Require(expected[i], actual[i], tolerance, $"{what}[{i}]");
    }
}
