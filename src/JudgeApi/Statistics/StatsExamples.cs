using JudgeApi.Calibrations;

namespace JudgeApi.Statistics;

/// <summary>Examples of the API's document.</summary>
internal static class StatsExamples
{
    public const string Answer = $$"""
        {
          "computedAt": "2026-01-31T12:00:00+00:00",
          "sample": "random",
          "tasks": [
            {
              "task": "alignment",
              "taskVersions": [1],
              "kind": "labels",
              "labels": ["yes", "no"],
              "judged": { "judgments": 12034, "abstained": 310, "askedInBothOrders": 0, "flipped": 0, "flipRate": null },
              "rated": 1911,
              "agreement": {{Figures}},
              "groups": [{ "key": "2026-W05", "figures": {{Figures}} }],
              "raters": [
                {
                  "rater": "key_0123456789abcdef",
                  "name": "first rater",
                  "standing": "reliable",
                  "weight": 0.82,
                  "youdenJ": 0.82,
                  "standardError": 0.03,
                  "votes": 640,
                  "checked": 512,
                  "goldSeen": 31,
                  "goldRight": 29,
                  "goldAccuracy": { "value": 0.935, "low": 0.793, "high": 0.982 }
                }
              ],
              "calibrations": [{{CalibrationExamples.Calibration}}]
            }
          ]
        }
        """;

    public const string Truth = """
        {
          "judgmentId": "019ab2f3c4d57e6f8a9b0c1d2e3f4a5b",
          "label": "no",
          "distribution": { "yes": 0.03, "no": 0.97 },
          "gold": false,
          "votes": [
            { "rater": "key_0123456789abcdef", "verdict": "no", "score": null, "weight": 0.82 },
            { "rater": "key_fedcba9876543210", "verdict": "yes", "score": null, "weight": 0 }
          ]
        }
        """;

    private const string Figures = """
        {
          "items": 380,
          "accuracy": { "value": 0.912, "low": 0.882, "high": 0.939 },
          "macroF1": { "value": 0.902, "low": 0.871, "high": 0.931 },
          "kappa": { "value": 0.804, "low": 0.741, "high": 0.862 },
          "linearKappa": null,
          "quadraticKappa": null,
          "spearman": null,
          "pearson": null,
          "raterAlpha": { "value": 0.71, "low": 0.64, "high": 0.78 },
          "flipRate": null,
          "calibration": {
            "expectedError": { "value": 0.041, "low": 0.032, "high": 0.071 },
            "brier": { "value": 0.131, "low": 0.097, "high": 0.168 },
            "logLoss": { "value": 0.222, "low": 0.171, "high": 0.28 },
            "coverage": { "value": 0.974, "low": 0.957, "high": 0.989 },
            "answeredAccuracy": { "value": 0.924, "low": 0.895, "high": 0.949 },
            "bins": [{ "low": 0.933, "high": 1, "items": 241, "confidence": 0.981, "accuracy": 0.971 }]
          },
          "confusion": [[171.5, 14.5], [19, 175]]
        }
        """;
}
