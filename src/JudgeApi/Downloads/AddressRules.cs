using System.Net;
using JudgeApi.Hosting;
using Microsoft.Extensions.Options;

namespace JudgeApi.Downloads;

/// <summary>
/// Which addresses downloads may connect to: public ones, and those of networks that the operator names; never a metadata service. Addresses below the
/// operator's NAT64 prefixes are judged by the IPv4 address that they lead to.
/// </summary>
internal sealed class AddressRules(IOptions<ServiceOptions> options)
{
    private readonly IPNetwork[] named = [.. options.Value.ImageUrls.AllowedNetworks.Select(network => IPNetwork.Parse(network))];

    private readonly Nat64Prefix[] translated =
    [
        .. options.Value.ImageUrls.Nat64Prefixes.Select(text =>
            Nat64Prefix.TryParse(text, out var prefix)
                ? prefix
                : throw new InvalidOperationException("options are validated before")
        ),
    ];

    public bool Allow(IPAddress address)
    {
        var meant = PublicAddresses.Embedded(
            translated.Select(prefix => prefix.Inside(address)).FirstOrDefault(inside => inside is not null) ?? address
        );
        return !PublicAddresses.IsMetadata(meant)
            && (PublicAddresses.Contain(meant) || Array.Exists(named, network => network.Contains(meant)));
    }
}
