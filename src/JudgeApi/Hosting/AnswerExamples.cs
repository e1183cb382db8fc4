namespace JudgeApi.Hosting;

/// <summary>Answers of routes for the OpenAPI document, in one place, since most routes give the same few things. A test asks that no route is without.</summary>
internal static class AnswerExamples
{
    private const string Id = "019ab2f3c4d57e6f8a9b0c1d2e3f4a5b";
    private const string Image = "a5244308a44fd31b65a79e81a0dee9f19d6af069db50075cd73c1f9c39cb2ee6";
    private const string Rater = "key_0123456789abcdef";
    private const string Instant = "2026-01-31T12:00:00.123456+00:00";

    private const string Judgment = $$"""
        {
          "id": "{{Id}}",
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
          "createdAt": "{{Instant}}",
          "reference": "order-4711",
          "text": "a red square",
          "images": ["{{Image}}"],
          "keyId": "{{Rater}}"
        }
        """;

    private const string Correction = $$"""
        {
          "id": "{{Id}}",
          "judgmentId": "{{Id}}",
          "task": "alignment",
          "taskVersion": 1,
          "rater": "{{Rater}}",
          "revision": 1,
          "supersedes": null,
          "verdict": "no",
          "score": null,
          "confirms": false,
          "rationale": "the square is orange",
          "certainty": 0.9,
          "secondsSpent": 6.5,
          "origin": "random",
          "blind": true,
          "createdAt": "{{Instant}}"
        }
        """;

    private const string GoldItem = $$"""
        { "judgmentId": "{{Id}}", "task": "alignment", "verdict": "no", "createdAt": "{{Instant}}", "retiredAt": null }
        """;

    private const string Key = $$"""
        "id": "{{Rater}}", "name": "first rater", "role": "rater", "prefix": "mtrl_d-_Y1", "createdAt": "{{Instant}}", "lastUsedAt": null, "revokedAt": null
        """;

    private const string Task = """
        {
          "name": "alignment",
          "version": 1,
          "kind": "labels",
          "rubric": "Does the image match the caption?",
          "labels": ["yes", "no"],
          "verdictLabels": ["yes", "no"],
          "text": "required",
          "textName": "Caption",
          "imageCount": 1,
          "pointwiseTwin": null,
          "favourableLabel": "yes"
        }
        """;

    private static readonly Dictionary<string, string> Examples = new(StringComparer.Ordinal)
    {
        ["GET /health/live"] = """{ "status": "live" }""",
        ["GET /health/ready"] = """{ "status": "ready" }""",
        ["GET /judgments"] = Page(Judgment),
        ["GET /judgments/{id}"] = Judgment,
        ["POST /judgments/{id}/corrections"] = Correction,
        ["GET /judgments/{id}/corrections"] = Page(Correction),
        ["GET /corrections"] = Page(Correction),
        ["GET /corrections/{id}"] = Correction,
        ["GET /review-queue"] =
            """[{ "task": "alignment", "share": "random", "waiting": 120, "closed": 80, "answers": 175, "skips": 4 }]""",
        ["GET /review-queue/next"] = $$"""
            {
              "id": "{{Id}}",
              "judgmentId": "{{Id}}",
              "task": "alignment",
              "taskVersion": 1,
              "kind": "labels",
              "rubric": "Does the image match the caption?",
              "answers": ["yes", "no"],
              "text": "a red square",
              "images": ["{{Image}}"],
              "expiresAt": "{{Instant}}",
              "blind": true,
              "judge": null
            }
            """,
        ["GET /gold-items"] = Page(GoldItem),
        ["PUT /gold-items/{id}"] = GoldItem,
        ["GET /tasks"] = $"[{Task}]",
        ["GET /tasks/{name}"] = Task,
        ["PUT /tasks/{name}"] = Task,
        ["GET /keys"] = $"[{{ {Key} }}]",
        ["POST /keys"] = $$"""{ "key": "mtrl_d-_Y1 and 36 more characters, shown this once", {{Key}} }""",
    };

    /// <summary>Null for a route that brings its own, or answers without JSON.</summary>
    /// <param name="method">HTTP method.</param>
    /// <param name="path">As the document has it, without the leading slash.</param>
    public static string? Of(string? method, string? path) => Examples.GetValueOrDefault($"{method} /{path?.TrimEnd('/')}");

    private static string Page(string item) => $$"""{ "items": [{{item}}], "nextCursor": null }""";
}
