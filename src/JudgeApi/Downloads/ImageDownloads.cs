using System.Net;

namespace JudgeApi.Downloads;

/// <summary>What downloading images is made of.</summary>
internal static class ImageDownloads
{
    public static void AddImageDownloads(this IServiceCollection services)
    {
        services.AddSingleton<HostResolver>(Dns.GetHostAddressesAsync);
        services.AddSingleton<AddressRules>();
        services.AddSingleton<GuardedConnector>();
        services.AddSingleton<ImageUrlRules>();
        services.AddSingleton<ImageFetch>();
        services.AddSingleton<HostBreakers>();
        services.AddSingleton<ImageDownloader>();
    }
}
