using JudgeCore.Agreement;

namespace JudgeCore.Tests.Agreement;

/// <summary>The recorded names of choices.</summary>
internal static class PairTexts
{
    public static PairChoice? Choice(string? text) =>
        text switch
        {
            "A" => PairChoice.A,
            "B" => PairChoice.B,
            "tie" => PairChoice.Tie,
            null => null,
            _ => throw new FormatException($"'{text}' names no item"),
        };

    public static ShownChoice? Shown(string? text) =>
        text switch
        {
            "first" => ShownChoice.First,
            "second" => ShownChoice.Second,
            "tie" => ShownChoice.Tie,
            null => null,
            _ => throw new FormatException($"'{text}' names no position"),
        };
}
