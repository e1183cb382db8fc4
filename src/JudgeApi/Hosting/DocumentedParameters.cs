namespace JudgeApi.Hosting;

/// <summary>Query parameters that a handler reads itself, for the OpenAPI document.</summary>
internal sealed record DocumentedParameters(IReadOnlyList<(string Name, string Meaning)> Parameters);
