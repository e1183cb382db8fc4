namespace JudgeApi.Calibrations;

/// <summary>Examples of the API's document.</summary>
internal static class CalibrationExamples
{
    public const string Request = """
        { "task": "alignment", "mode": "verdict", "targetError": 0.05, "sample": "random", "minItems": 100, "dryRun": true }
        """;

    public const string Answer = $$"""
        { "calibration": {{Calibration}}, "stored": true, "coverage": 0.82, "answeredError": 0.031 }
        """;

    public const string Page = $$"""
        { "items": [{{Calibration}}], "nextCursor": null }
        """;

    /// <summary>One calibration.</summary>
    public const string Calibration = """
        {
          "id": "019ab2f3c4d57e6f8a9b0c1d2e3f4a5b",
          "task": "alignment",
          "taskVersion": 1,
          "mode": "verdict",
          "model": { "version": "tiny-judge", "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" },
          "temperature": 1.62,
          "abstainBelow": 0.71,
          "targetError": 0.05,
          "items": 412,
          "lossBefore": 0.412,
          "lossAfter": 0.347,
          "errorBefore": 0.091,
          "errorAfter": 0.028,
          "createdAt": "2026-01-31T12:00:00+00:00",
          "createdBy": "key_0123456789abcdef"
        }
        """;
}
