namespace JudgeBench;

/// <summary>Verdicts of one caller, alone and beside others who have answers written; each request with a picture of its own.</summary>
/// <param name="Streams">Answers that are being written all the time; one that ends is followed by the next.</param>
/// <param name="Verdicts">Asked in each of the two parts.</param>
/// <param name="QuietP50Ms">Alone: from when a verdict is asked for to its answer.</param>
/// <param name="QuietP95Ms">Likewise.</param>
/// <param name="BesideP50Ms">Beside the streams: the step that is under way counts.</param>
/// <param name="BesideP95Ms">Likewise.</param>
/// <param name="WrittenPerSecond">Tokens of all streams beside the verdicts.</param>
/// <param name="WrittenAlonePerSecond">Without verdicts.</param>
internal sealed record LaneTiming(
    int Streams,
    int Verdicts,
    double QuietP50Ms,
    double QuietP95Ms,
    double BesideP50Ms,
    double BesideP95Ms,
    double WrittenPerSecond,
    double WrittenAlonePerSecond
);
