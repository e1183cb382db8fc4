// IPv6 networks whose addresses a translator turns into IPv4 connections (RFC 6052): what matters is the IPv4 address inside.
using System.Net;
using System.Net.Sockets;

namespace JudgeApi.Downloads;

/// <summary>One prefix of a translator.</summary>
/// <param name="Network">Of 32, 40, 48, 56, 64 or 96 bits.</param>
internal readonly record struct Nat64Prefix(IPNetwork Network)
{
    /// <summary>The prefix that every network may use for public IPv4 addresses.</summary>
    public static readonly Nat64Prefix WellKnown = new(IPNetwork.Parse("64:ff9b::/96"));

    /// <summary>False for text that is no prefix of a length that RFC 6052 knows.</summary>
    public static bool TryParse(string text, out Nat64Prefix prefix)
    {
        bool read = IPNetwork.TryParse(text, out var network);
        prefix = new Nat64Prefix(network);
        return read
            && network.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6
            && network.PrefixLength is 32 or 40 or 48 or 56 or 64 or 96;
    }

    /// <summary>The IPv4 address that an address below the prefix leads to; null for others.</summary>
    public IPAddress? Inside(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || !Network.Contains(address))
        {
            return null;
        }

        // The four bytes follow the prefix and pass over byte 8, which is kept zero (RFC 6052, 2.2).
        byte[] bytes = address.GetAddressBytes();
        Span<byte> inside = stackalloc byte[4];
        int at = Network.PrefixLength / 8;
        foreach (ref byte part in inside)
        {
            at += at == 8 ? 1 : 0;
            part = bytes[at++];
        }

        return new IPAddress(inside);
    }
}
