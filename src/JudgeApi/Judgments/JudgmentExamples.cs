namespace JudgeApi.Judgments;

/// <summary>Examples of the API's document.</summary>
internal static class JudgmentExamples
{
    public const string Answer = """
        {
          "id": "019ab2f3c4d57e6f8a9b0c1d2e3f4a5b",
          "task": "alignment",
          "taskVersion": 1,
          "kind": "labels",
          "mode": "verdict",
          "strategy": null,
          "verdict": "yes",
          "confidence": 0.93,
          "distribution": { "yes": 0.93, "no": 0.07 },
          "score": null,
          "rationale": null,
          "abstained": false,
          "calibration": null,
          "swap": null,
          "model": { "version": "tiny-judge", "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" },
          "usage": { "promptTokens": 42, "imageTokens": 16, "completionTokens": 1 },
          "timings": { "queueMs": 0.4, "imageMs": 1.9, "modelMs": 6.2 },
          "createdAt": "2026-01-31T12:00:00.123456+00:00",
          "reference": "order-4711",
          "text": "a red square",
          "images": ["2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"],
          "keyId": "key_0123456789abcdef"
        }
        """;

    public const string Page = $$"""{ "items": [{{Answer}}], "nextCursor": null }""";
}
