namespace JudgeApi.Statistics;

/// <summary>Whether confidence means what it says.</summary>
/// <param name="ExpectedError">ECE over 15 bins.</param>
/// <param name="Brier">Over all labels, 0 to 2.</param>
/// <param name="LogLoss">In nats.</param>
/// <param name="Coverage">Share of verdicts on which the judge did not abstain.</param>
/// <param name="AnsweredAccuracy">Accuracy over these.</param>
/// <param name="Bins">Bins that are not empty, for a reliability diagram.</param>
internal sealed record Calibrated(
    Estimate ExpectedError,
    Estimate Brier,
    Estimate LogLoss,
    Estimate Coverage,
    Estimate AnsweredAccuracy,
    IReadOnlyList<CalibrationBin> Bins
);
