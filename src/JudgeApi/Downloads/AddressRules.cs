using System.Net;
using JudgeApi.Hosting;
using Microsoft.Extensions.Options;

namespace JudgeApi.Downloads;

/// <summary>Which addresses downloads may connect to: public ones, and those of networks that the operator names; never a metadata service.</summary>
internal sealed class AddressRules(IOptions<ServiceOptions> options)
{
    private readonly IPNetwork[] named = [.. options.Value.ImageUrls.AllowedNetworks.Select(network => IPNetwork.Parse(network))];

    public bool Allow(IPAddress address)
    {
        var meant = PublicAddresses.Embedded(address);
        return !PublicAddresses.IsMetadata(meant)
            && (PublicAddresses.Contain(meant) || Array.Exists(named, network => network.Contains(meant)));
    }
}
