using System.Net;

namespace JudgeApi.Downloads;

/// <summary>Looks up a host's addresses. The service's own asks the system; tests put theirs in its place.</summary>
internal delegate Task<IPAddress[]> HostResolver(string host, CancellationToken cancellationToken);
