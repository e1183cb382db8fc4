namespace JudgeCore.Gates;

/// <summary>One rule of a gate, applied.</summary>
/// <param name="Rule">improves, taskFalls, familyFalls, meanFalls, flips, calibration, format.</param>
/// <param name="Slice">What it was applied to, such as "safety/house of the data, verdict"; null: no slice has the evidence.</param>
/// <param name="Verdict">How it came out.</param>
/// <param name="Measured">The difference candidate minus champion that the rule is about; null where there is none.</param>
/// <param name="Limit">What the rule compares with.</param>
/// <param name="Confidence">Of the interval in <paramref name="Measured"/>, corrected for the number of slices that the rule looks at.</param>
/// <param name="Sentence">All of this in words.</param>
public sealed record RuleResult(
    string Rule,
    string? Slice,
    RuleVerdict Verdict,
    MeasuredDifference? Measured,
    double? Limit,
    double? Confidence,
    string Sentence
);
