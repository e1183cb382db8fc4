namespace JudgeApi.Reviews;

/// <summary>Examples of the API's document.</summary>
internal static class ReviewExamples
{
    public const string Review = """
        {
          "id": "019ab2f5b2c38d4e9fa0b1c2d3e4f506",
          "judgmentId": "019ab2f3c4d57e6f8a9b0c1d2e3f4a5b",
          "task": "pairwise-alignment",
          "taskVersion": 1,
          "kind": "pairwise",
          "rubric": "Which of the two pictures matches the caption better?",
          "answers": ["A", "B", "tie"],
          "text": "a red square",
          "images": [
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
          ],
          "expiresAt": "2026-01-31T12:15:00.123456+00:00",
          "blind": true,
          "judge": null
        }
        """;

    public const string State = """
        [
          { "task": "alignment", "share": "random", "waiting": 12, "closed": 30, "answers": 64, "skips": 2 },
          { "task": "alignment", "share": "uncertain", "waiting": 61, "closed": 95, "answers": 203, "skips": 5 }
        ]
        """;

    public const string Gold = """
        {
          "judgmentId": "019ab2f3c4d57e6f8a9b0c1d2e3f4a5b",
          "task": "alignment",
          "verdict": "yes",
          "createdAt": "2026-01-31T12:00:00.123456+00:00",
          "retiredAt": null
        }
        """;

    public const string GoldPage = $$"""{ "items": [{{Gold}}], "nextCursor": null }""";
}
