namespace JudgeApi.Models;

/// <summary>Bodies and answers for the API's document.</summary>
internal static class ModelExamples
{
    public const string Change = """{ "expected": "tiny-judge", "reason": "the new house rules" }""";

    public const string Wanted = """
        { "wanted": "tiny-judge-v2", "previous": "tiny-judge", "generation": 2, "changedAt": "2026-05-04T09:12:00Z" }
        """;

    public const string Version = """
        {
          "name": "tiny-judge-v2",
          "digest": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
          "origin": "training",
          "status": "ready",
          "reason": null,
          "wanted": true,
          "previous": false,
          "pinned": false,
          "base": "tiny-judge",
          "runId": "019306c2a9b17d3e8f0a1b2c3d4e5f60",
          "dataDigest": "fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9",
          "gateReport": { "outcome": "passed" },
          "bytes": 3851234,
          "createdAt": "2026-05-04T09:11:00Z",
          "createdBy": null
        }
        """;

    public const string List = """
        {
          "wanted": "tiny-judge-v2",
          "previous": "tiny-judge",
          "generation": 2,
          "changedAt": "2026-05-04T09:12:00Z",
          "servers": [
            {
              "server": "judge-1-4211-9f2c1a",
              "version": "tiny-judge-v2",
              "digest": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
              "loading": null,
              "error": null,
              "since": "2026-05-04T09:12:01Z",
              "seenAt": "2026-05-04T09:20:00Z"
            }
          ],
          "versions": [
            {
              "name": "tiny-judge-v2",
              "digest": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
              "origin": "training",
              "status": "ready",
              "reason": null,
              "wanted": true,
              "previous": false,
              "pinned": false,
              "base": "tiny-judge",
              "runId": "019306c2a9b17d3e8f0a1b2c3d4e5f60",
              "dataDigest": "fcde2b2edba56bf408601fb721fe9b5c338d10ee429ea04fae5511b68fbf8fb9",
              "gateReport": null,
              "bytes": 3851234,
              "createdAt": "2026-05-04T09:11:00Z",
              "createdBy": null
            }
          ],
          "nextCursor": null
        }
        """;
}
