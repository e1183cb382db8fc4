namespace JudgeApi.Downloads;

/// <summary>A host leads to an address that downloads may not reach. Crosses the HTTP client, which knows no other way out of a connection.</summary>
internal sealed class ForbiddenAddressException(string host) : Exception($"{host} leads to an address that is not public");
