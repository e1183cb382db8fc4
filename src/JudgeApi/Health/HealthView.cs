namespace JudgeApi.Health;

/// <summary>How the service is: "live" or "ready".</summary>
internal sealed record HealthView(string Status);
