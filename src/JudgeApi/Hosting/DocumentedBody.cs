namespace JudgeApi.Hosting;

/// <summary>What a route's body looks like, for the OpenAPI document.</summary>
/// <param name="Type">Read from application/json.</param>
/// <param name="Example">JSON of a request.</param>
/// <param name="ExampleAnswer">JSON of its answer.</param>
internal sealed record DocumentedBody(Type Type, string Example, string? ExampleAnswer)
{
    /// <summary>Also takes multipart/form-data with files.</summary>
    public bool TakesFiles { get; init; }
}
