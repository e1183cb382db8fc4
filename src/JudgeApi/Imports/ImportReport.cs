namespace JudgeApi.Imports;

/// <summary>How far an import is; the last line of the answer has <see cref="Done"/>.</summary>
/// <param name="Cases">Items or pairs under one task that the archive has.</param>
/// <param name="Judged">Cases that were judged now.</param>
/// <param name="Known">Cases that an earlier import of this name had judged.</param>
/// <param name="Stored">Ratings stored as corrections now.</param>
/// <param name="Repeated">Ratings that were stored before.</param>
/// <param name="Skipped">Comparisons that asked the same rater the same again.</param>
/// <param name="Faults">What could not be imported and why, at most 100.</param>
/// <param name="FaultCount">All of them.</param>
internal sealed record ImportReport(
    bool Done,
    int Cases,
    int Judged,
    int Known,
    int Stored,
    int Repeated,
    int Skipped,
    IReadOnlyList<string> Faults,
    int FaultCount
);
