namespace JudgeApi.Corrections;

/// <summary>How people see a judgment.</summary>
/// <param name="Raters">How many have answered.</param>
/// <param name="Against">How many of them with another verdict.</param>
internal sealed record PeopleSaid(int Raters, int Against);
