using Microsoft.AspNetCore.Hosting.StaticWebAssets;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.FileProviders;

namespace JudgeApi.Hosting;

/// <summary>The web server's own limits and ports.</summary>
internal static class ServerSetup
{
    private const string DefaultUrl = "http://localhost:5000";

    /// <summary>The settings that lie beside the program hold wherever it is started from; every other source goes before them.</summary>
    public static void AddShippedSettings(this WebApplicationBuilder builder)
    {
        var shipped = new JsonConfigurationSource
        {
            Path = Path.Combine(AppContext.BaseDirectory, "appsettings.json"),
            Optional = true,
        };
        shipped.ResolveFileProvider();
        builder.Configuration.Sources.Insert(0, shipped);
    }

    /// <summary>Style sheets and scripts of the pages: beside the published program, else where the build found them.</summary>
    public static void AddShippedAssets(this WebApplicationBuilder builder)
    {
        // Reloading would put a route behind every path, and a wrong method would be "not found".
        builder.Configuration["ReloadStaticAssetsAtRuntime"] = "false";
        string published = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        if (Directory.Exists(published))
        {
            builder.Environment.WebRootPath = published;
            builder.Environment.WebRootFileProvider = new PhysicalFileProvider(published);
        }
        else
        {
            StaticWebAssetsLoader.UseStaticWebAssets(builder.Environment, builder.Configuration);
        }
    }

    public static void ConfigureServer(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // Routes state their own limits; a route that forgets to takes little.
            kestrel.Limits.MaxRequestBodySize = RouteLimits.SmallBody;
        });

        // A wrong number is reported by the options' own validation.
        if (int.TryParse(builder.Configuration[$"{ServiceOptions.Section}:{nameof(ServiceOptions.MetricsPort)}"], out int port))
        {
            string urls = builder.Configuration[WebHostDefaults.ServerUrlsKey] ?? DefaultUrl;
            builder.WebHost.UseUrls([.. urls.Split(';', StringSplitOptions.RemoveEmptyEntries), $"http://*:{port}"]);
        }
    }
}
