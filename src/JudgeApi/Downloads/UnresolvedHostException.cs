namespace JudgeApi.Downloads;

/// <summary>A host has no address.</summary>
internal sealed class UnresolvedHostException(string host) : Exception($"{host} has no address");
