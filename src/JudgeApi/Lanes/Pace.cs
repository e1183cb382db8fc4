namespace JudgeApi.Lanes;

/// <summary>Who goes first where requests wait for each other.</summary>
internal enum Pace
{
    /// <summary>Whoever waits for an answer now: verdicts, corrections, operators.</summary>
    Quick,

    /// <summary>Reasoned judgments: dozens of tokens long by their nature, so that a wait of milliseconds is little to them.</summary>
    Slow,
}
