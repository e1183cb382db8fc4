using JudgeApi.Keys;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace JudgeApi.Hosting;

/// <summary>Tells the person at the console where the service is and how to try it; the only place where a key is ever printed.</summary>
internal static class Welcome
{
    /// <summary>Prints when the service listens.</summary>
    public static void Print(WebApplication app)
    {
        string? url = app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()
            ?.Addresses.FirstOrDefault();
        if (url is null || url.EndsWith(":0", StringComparison.Ordinal)) // no port: nothing listens
        {
            return;
        }

        url = url.Replace("//+", "//localhost", StringComparison.Ordinal)
            .Replace("//*", "//localhost", StringComparison.Ordinal)
            .Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal)
            .Replace("//[::]", "//localhost", StringComparison.Ordinal)
            .TrimEnd('/');
        string? key = app.Services.GetRequiredService<FirstRunKey>().Generated;
        string picture = Picture(app.Services.GetRequiredService<ServicePaths>());
        Console.WriteLine();
        Console.WriteLine($"MtRlJudge listens on {url} (documentation: {url}/swagger, with a key as the password)");
        if (key is not null)
        {
            Console.WriteLine($"Ops key, shown this once: {key}");
        }

        Console.WriteLine("Judge a picture:");
        Console.WriteLine(
            $"curl -sS {url}/judge -H 'Authorization: Bearer {key ?? "YOUR_KEY"}' -F task=technical -F image=@'{picture}'"
        );
        Console.WriteLine();
    }

    private static string Picture(ServicePaths paths) =>
        paths.Shipped("examples") is { } folder && Directory.Exists(folder)
            ? Directory
                .EnumerateFiles(folder, "*.*", SearchOption.AllDirectories)
                .Where(file => Path.GetExtension(file) is ".png" or ".jpg" or ".jpeg" or ".webp")
                .Order(StringComparer.Ordinal)
                .FirstOrDefault()
                ?? "picture.png"
            : "picture.png";
}
