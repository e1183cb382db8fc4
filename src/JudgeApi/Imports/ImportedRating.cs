namespace JudgeApi.Imports;

/// <summary>One person's word on one item or pair.</summary>
/// <param name="Row">Where it was written, for errors.</param>
/// <param name="Rater">As the archive names the rater.</param>
/// <param name="Value">A label, a number on a scale, or for pairs A, B or tie.</param>
/// <param name="Rationale">Null: none.</param>
/// <param name="Certainty">0 to 1; null: not said.</param>
/// <param name="Seconds">Null: not measured.</param>
/// <param name="Key">Equal for equal lines, so that an import may be repeated.</param>
internal sealed record ImportedRating(
    ImportRow Row,
    string Rater,
    string Value,
    string? Rationale,
    double? Certainty,
    double? Seconds,
    string Key
);
