namespace JudgeBench;

/// <summary>Resident megabytes of a service after so many requests, the warm-up not counted.</summary>
internal sealed record MemoryPoint(int Requests, double Megabytes);
