namespace JudgeApi.Corrections;

/// <summary>Examples of the API's document.</summary>
internal static class CorrectionExamples
{
    public const string Request = """
        { "verdict": "no", "rationale": "the square is blue", "certainty": 0.9, "secondsSpent": 6.5 }
        """;

    public const string Answer = """
        {
          "id": "019ab2f4a1b27c3d8e9f0a1b2c3d4e5f",
          "judgmentId": "019ab2f3c4d57e6f8a9b0c1d2e3f4a5b",
          "task": "alignment",
          "taskVersion": 1,
          "rater": "key_0123456789abcdef",
          "revision": 1,
          "supersedes": null,
          "verdict": "no",
          "score": null,
          "confirms": false,
          "rationale": "the square is blue",
          "certainty": 0.9,
          "secondsSpent": 6.5,
          "origin": "direct",
          "blind": false,
          "createdAt": "2026-01-31T12:05:00.123456+00:00"
        }
        """;

    public const string Page = $$"""{ "items": [{{Answer}}], "nextCursor": null }""";
}
