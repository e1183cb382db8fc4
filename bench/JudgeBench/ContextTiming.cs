namespace JudgeBench;

/// <summary>One sequence with so many tokens.</summary>
/// <param name="Tokens">Of its prompt.</param>
/// <param name="PrefillMs">Reading them.</param>
/// <param name="DecodeMs">Writing one more.</param>
internal sealed record ContextTiming(int Tokens, double PrefillMs, double DecodeMs);
