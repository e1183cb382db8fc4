namespace JudgeApi.Retraining;

/// <summary>Examples of the API's document.</summary>
internal static class TrainingRunExamples
{
    public const string Request = """
        { "dryRun": true, "weighting": "weighted", "steps": 120, "autoPromote": false, "tasks": ["safety"] }
        """;

    public const string Plan = """
        {
          "wouldStart": true,
          "whyNot": [],
          "base": "tiny-judge",
          "tasks": [{ "task": "safety", "train": 221, "earlier": 0, "heldOut": 72 }],
          "dropped": [{ "task": "safety", "why": "noLabel", "judgments": 7 }],
          "trainItems": 221,
          "heldOutItems": 72,
          "steps": 120,
          "estimatedMinutes": 3,
          "estimatedFrom": "AssumedStepSeconds and AssumedOtherSeconds of the configuration: no run was measured yet"
        }
        """;

    public const string Run = """
        {
          "id": "019ab2f3c4d57e6f8a9b0c1d2e3f4a5b",
          "state": "training",
          "reason": null,
          "trigger": "operator",
          "options": {
            "weighting": "weighted",
            "steps": 120,
            "autoPromote": false,
            "imports": true,
            "tasks": ["safety"],
            "seed": 1
          },
          "createdBy": "key_0123456789abcdef",
          "createdAt": "2026-01-31T12:00:00+00:00",
          "startedAt": "2026-01-31T12:00:01+00:00",
          "snapshotAt": "2026-01-31T12:00:02+00:00",
          "trainedAt": null,
          "gatedAt": null,
          "endedAt": null,
          "cancelling": false,
          "attempt": 1,
          "step": 40,
          "steps": 120,
          "secondsLeft": 71.5,
          "trainItems": 221,
          "heldOutItems": 72,
          "snapshotDigest": "fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9",
          "base": "tiny-judge",
          "candidate": null,
          "promoted": false,
          "gateReport": null
        }
        """;

    public const string Page = $$"""
        { "items": [{{Run}}], "nextCursor": null }
        """;
}
