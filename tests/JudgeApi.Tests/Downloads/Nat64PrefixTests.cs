using System.Net;
using JudgeApi.Downloads;
using JudgeApi.Hosting;
using Microsoft.Extensions.Options;

namespace JudgeApi.Tests.Downloads;

public sealed class Nat64PrefixTests
{
    /// <summary>The table of RFC 6052, 2.4: 192.0.2.33 below a prefix of each length.</summary>
    [Theory]
    [InlineData("2001:db8::/32", "2001:db8:c000:221::")]
    [InlineData("2001:db8:100::/40", "2001:db8:1c0:2:21::")]
    [InlineData("2001:db8:122::/48", "2001:db8:122:c000:2:2100::")]
    [InlineData("2001:db8:122:300::/56", "2001:db8:122:3c0:0:221::")]
    [InlineData("2001:db8:122:344::/64", "2001:db8:122:344:c0:2:2100::")]
    [InlineData("2001:db8:122:344::/96", "2001:db8:122:344::192.0.2.33")]
    [InlineData("64:ff9b::/96", "64:ff9b::192.0.2.33")]
    public void The_address_inside_is_found_at_every_length(string prefix, string address)
    {
        Assert.True(Nat64Prefix.TryParse(prefix, out var parsed));
        Assert.Equal(IPAddress.Parse("192.0.2.33"), parsed.Inside(IPAddress.Parse(address)));
        Assert.Null(parsed.Inside(IPAddress.Parse("2a00:1450::1")));
        Assert.Null(parsed.Inside(IPAddress.Parse("192.0.2.33")));
    }

    [Theory]
    [InlineData("64:ff9b:1::/50")]
    [InlineData("64:ff9b:1::/128")]
    [InlineData("10.0.0.0/32")]
    [InlineData("64:ff9b:1::")]
    [InlineData("translator")]
    public void Other_lengths_and_families_are_no_prefixes(string text) => Assert.False(Nat64Prefix.TryParse(text, out _));

    [Theory]
    [InlineData("64:ff9b:1::/96", "64:ff9b:1::8.8.8.8", true)]
    [InlineData("64:ff9b:1::/96", "64:ff9b:1::10.0.0.1", false)]
    [InlineData("64:ff9b:1::/96", "64:ff9b:1::127.0.0.1", false)]
    [InlineData("64:ff9b:1::/96", "64:ff9b:1::169.254.169.254", false)]
    [InlineData("64:ff9b:1::/96", "64:ff9b:1:1::8.8.8.8", false)]
    [InlineData("64:ff9b:1::/48", "64:ff9b:1:808:8:800::", true)]
    [InlineData("64:ff9b:1::/48", "64:ff9b:1:a00:0:100::", false)]
    [InlineData("2a0a:64::/96", "2a0a:64::8.8.8.8", true)]
    [InlineData("2a0a:64::/96", "2a0a:64::192.168.1.1", false)]
    [InlineData("2a0a:64::/96", "2a0a:64::100.100.100.200", false)]
    [InlineData("2a0a:64::/96", "2a0a:65::1", true)]
    public void A_named_prefix_is_judged_by_the_address_inside(string prefix, string address, bool allowed)
    {
        var options = new ServiceOptions { ImageUrls = new ImageUrlOptions { Nat64Prefixes = [prefix] } };
        Assert.Equal(allowed, new AddressRules(Options.Create(options)).Allow(IPAddress.Parse(address)));
    }
}
