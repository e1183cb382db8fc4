namespace JudgeApi.Hosting;

/// <summary>What a route answers, for the OpenAPI document.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Example">JSON.</param>
internal sealed record DocumentedAnswer(int Status, string Example);
