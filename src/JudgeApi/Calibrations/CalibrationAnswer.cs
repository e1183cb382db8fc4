namespace JudgeApi.Calibrations;

/// <summary>What a fit came to.</summary>
/// <param name="Calibration">With an id that is in force from now on, or would be.</param>
/// <param name="Stored">False for a dry run.</param>
/// <param name="Coverage">Share of the judgments on which the judge does not abstain.</param>
/// <param name="AnsweredError">Share of these that is wrong.</param>
internal sealed record CalibrationAnswer(CalibrationView Calibration, bool Stored, double Coverage, double? AnsweredError);
