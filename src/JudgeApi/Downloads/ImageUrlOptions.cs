using System.ComponentModel.DataAnnotations;
using System.Net;

namespace JudgeApi.Downloads;

/// <summary>Images that requests name by URL: what may be downloaded, from where, and how long the service tries.</summary>
internal sealed record ImageUrlOptions : IValidatableObject
{
    /// <summary>False refuses every URL.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Takes http:// as well as https://. Anyone on the way can then exchange the image.</summary>
    public bool AllowHttp { get; init; }

    /// <summary>Ports beside 443 (and 80 with <see cref="AllowHttp"/>).</summary>
    public IReadOnlyList<int> Ports { get; init; } = [];

    /// <summary>Hosts that may be asked: <c>images.example.com</c>, or <c>*.example.com</c> for all below it; empty: any public host.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>
    /// Networks that may be reached although they are not public, such as <c>10.20.0.0/16</c> for a company's own image store. Whoever may call
    /// POST /judge can then make the service send GET requests there, so name no more than that store, and its host in <see cref="AllowedHosts"/>.
    /// </summary>
    public IReadOnlyList<string> AllowedNetworks { get; init; } = [];

    /// <summary>
    /// NAT64 prefixes of the service's own network, such as <c>64:ff9b:1::/96</c> or <c>2001:db8:64::/96</c>, beside the well-known 64:ff9b::/96: whether an address below them is
    /// public is then said by the IPv4 address inside. A prefix of public addresses must be named, or private addresses behind the translator can be reached.
    /// </summary>
    public IReadOnlyList<string> Nat64Prefixes { get; init; } = [];

    /// <summary>Redirects that are followed; each is checked like the first address.</summary>
    [Range(0, 10)]
    public int MaxRedirects { get; init; } = 3;

    /// <summary>Seconds for one answer, its body included.</summary>
    [Range(1, 300)]
    public int AttemptSeconds { get; init; } = 10;

    /// <summary>Seconds for all images of one request, with every wait, retry and redirect.</summary>
    [Range(1, 600)]
    public int TotalSeconds { get; init; } = 30;

    /// <summary>Further attempts after one that failed for a reason that may pass.</summary>
    [Range(0, 5)]
    public int Retries { get; init; } = 2;

    /// <summary>Milliseconds before the first retry; doubled with each, and jittered. A host's Retry-After goes before it.</summary>
    [Range(1, 60_000)]
    public int RetryDelayMs { get; init; } = 200;

    /// <summary>Requests whose images are downloaded at once.</summary>
    [Range(1, 1024)]
    public int Concurrency { get; init; } = 8;

    /// <summary>Requests that wait for a download before the service answers busy.</summary>
    [Range(0, 100_000)]
    public int QueueLength { get; init; } = 256;

    /// <summary>A host is left alone when, within half a minute, this many attempts were made and half of them failed.</summary>
    [Range(2, 10_000)]
    public int BreakAfter { get; init; } = 8;

    /// <summary>Seconds for which a host is left alone.</summary>
    [Range(1, 3600)]
    public int BreakSeconds { get; init; } = 15;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Ports.Any(port => port is < 1 or > 65_535))
        {
            yield return new ValidationResult(
                $"{nameof(Ports)} has {Ports.First(port => port is < 1 or > 65_535)}; ports are 1 to 65535.",
                [nameof(Ports)]
            );
        }

        if (AllowedHosts.FirstOrDefault(host => !IsHost(host)) is { } strange)
        {
            yield return new ValidationResult(
                $"{nameof(AllowedHosts)} has '{strange}'; a host is a name such as images.example.com or *.example.com, without scheme, port or path, other letters in their xn-- form.",
                [nameof(AllowedHosts)]
            );
        }

        foreach (var fault in PrefixFaults())
        {
            yield return fault;
        }

        foreach (string network in AllowedNetworks)
        {
            if (!IPNetwork.TryParse(network, out var parsed))
            {
                yield return new ValidationResult(
                    $"{nameof(AllowedNetworks)} has '{network}'; a network is written such as 10.20.0.0/16 or fd12:3456::/32.",
                    [nameof(AllowedNetworks)]
                );
            }
            else if (parsed.PrefixLength < 8)
            {
                yield return new ValidationResult(
                    $"{nameof(AllowedNetworks)} has '{network}'; a prefix shorter than /8 would open most of the address space.",
                    [nameof(AllowedNetworks)]
                );
            }
        }
    }

    private IEnumerable<ValidationResult> PrefixFaults() =>
        Nat64Prefixes
            .Where(prefix => !Nat64Prefix.TryParse(prefix, out _))
            .Select(prefix => new ValidationResult(
                $"{nameof(Nat64Prefixes)} has '{prefix}'; a NAT64 prefix is an IPv6 network of 32, 40, 48, 56, 64 or 96 bits, such as 64:ff9b:1::/96.",
                [nameof(Nat64Prefixes)]
            ));

    private static bool IsHost(string host)
    {
        string name = host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host;
        return name.All(char.IsAscii) && Uri.CheckHostName(name) is not (UriHostNameType.Unknown or UriHostNameType.Basic);
    }
}
