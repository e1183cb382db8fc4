// Which addresses belong to the public internet: IANA's special-purpose registries for IPv4 and IPv6, and the ways in which an IPv6 address can
// stand for an IPv4 one.
using System.Net;
using System.Net.Sockets;

namespace JudgeApi.Downloads;

internal static class PublicAddresses
{
    private static readonly IPNetwork[] SpecialV4 =
    [
        IPNetwork.Parse("0.0.0.0/8"), // this network
        IPNetwork.Parse("10.0.0.0/8"), // private
        IPNetwork.Parse("100.64.0.0/10"), // behind a carrier's NAT
        IPNetwork.Parse("127.0.0.0/8"), // loopback
        IPNetwork.Parse("169.254.0.0/16"), // link-local, with most clouds' metadata
        IPNetwork.Parse("172.16.0.0/12"), // private
        IPNetwork.Parse("192.0.0.0/24"), // protocol assignments
        IPNetwork.Parse("192.0.2.0/24"), // documentation
        IPNetwork.Parse("192.88.99.0/24"), // 6to4 relays
        IPNetwork.Parse("192.168.0.0/16"), // private
        IPNetwork.Parse("198.18.0.0/15"), // benchmarks
        IPNetwork.Parse("198.51.100.0/24"), // documentation
        IPNetwork.Parse("203.0.113.0/24"), // documentation
        IPNetwork.Parse("224.0.0.0/3"), // multicast, reserved, broadcast
    ];

    private static readonly IPNetwork GlobalUnicastV6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] SpecialV6 =
    [
        IPNetwork.Parse("2001::/23"), // protocol assignments, Teredo, benchmarks, ORCHID
        IPNetwork.Parse("2001:db8::/32"), // documentation
        IPNetwork.Parse("2002::/16"), // 6to4: leads to the IPv4 address inside
        IPNetwork.Parse("3ffe::/16"), // returned 6bone
        IPNetwork.Parse("3fff::/20"), // documentation
    ];

    // Clouds' metadata services that lie in otherwise public or private space.
    private static readonly IPAddress[] Metadata =
    [
        IPAddress.Parse("169.254.169.254"),
        IPAddress.Parse("169.254.170.2"),
        IPAddress.Parse("100.100.100.200"),
        IPAddress.Parse("168.63.129.16"),
        IPAddress.Parse("192.0.0.192"),
        IPAddress.Parse("fd00:ec2::254"),
        IPAddress.Parse("fd20:ce::254"),
    ];

    /// <summary>True where a stranger on the internet could be asked the same.</summary>
    public static bool Contain(IPAddress address)
    {
        address = Embedded(address);
        return address.AddressFamily switch
        {
            _ when IsMetadata(address) => false,
            AddressFamily.InterNetwork => !SpecialV4.Any(network => network.Contains(address)),
            AddressFamily.InterNetworkV6 => GlobalUnicastV6.Contains(address)
                && !SpecialV6.Any(network => network.Contains(address))
                && !IsIsatap(address),
            _ => false,
        };
    }

    /// <summary>A service that hands out a cloud machine's credentials to whoever asks from it.</summary>
    public static bool IsMetadata(IPAddress address) => Metadata.Contains(Embedded(address));

    /// <summary>The IPv4 address that an IPv4-mapped address or one below NAT64's well-known prefix leads to; other addresses as they are. Those below its local-use
    /// prefix 64:ff9b:1::/48 (RFC 8215) are not public: how long the translator's own prefix is, cannot be seen.</summary>
    public static IPAddress Embedded(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : Nat64Prefix.WellKnown.Inside(address) ?? address;

    // ISATAP (RFC 5214) tunnels to the IPv4 address in the last four bytes, whatever the network.
    private static bool IsIsatap(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        return (bytes[8] & 0xFD) == 0 && bytes[9] == 0 && bytes[10] == 0x5E && bytes[11] == 0xFE;
    }
}
