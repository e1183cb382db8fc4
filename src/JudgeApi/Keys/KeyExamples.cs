namespace JudgeApi.Keys;

/// <summary>Examples of the API's document.</summary>
internal static class KeyExamples
{
    public const string Created = $$"""{ "key": "mtrl_abcdef and 37 more characters, shown this once", {{Members}} }""";

    public const string List = $$"""[{ {{Members}} }]""";

    private const string Members = """
        "id": "key_0123456789abcdef",
        "name": "image pipeline",
        "role": "pipeline",
        "prefix": "mtrl_abcdef",
        "createdAt": "2026-01-31T12:00:00.123456+00:00",
        "lastUsedAt": null,
        "revokedAt": null
        """;
}
