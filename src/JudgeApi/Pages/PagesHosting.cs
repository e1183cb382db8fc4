using JudgeApi.Hosting;
using JudgeApi.Images;
using JudgeApi.Pages.Parts;
using JudgeApi.Pages.Rating;
using JudgeApi.Pages.Sessions;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using MudBlazor.Services;

namespace JudgeApi.Pages;

/// <summary>The pages for raters and operators: Blazor components that run in this process and use the same services as the API's routes.</summary>
internal static class PagesHosting
{
    public static void AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices();
        services.AddCascadingAuthenticationState();
        services.AddScoped<AuthenticationStateProvider, CircuitCheck>();
        services.AddAuthorization(PagesAccess.AddPolicies);
        services.AddAntiforgery(options => options.Cookie.Name = "mtrljudge.form");

        // The keys of the cookies lie with the data: a session outlives a restart, and servers that share the folder share the sessions.
        services.AddDataProtection().SetApplicationName("MtRlJudge");
        services
            .AddOptions<KeyManagementOptions>()
            .Configure<ServicePaths, ILoggerFactory>(
                (keys, paths, loggers) =>
                    keys.XmlRepository = new FileSystemXmlRepository(
                        new DirectoryInfo(Path.Combine(paths.Data, "sessions")),
                        loggers
                    )
            );
        services.AddSingleton<PageWork>();
        services.AddScoped<RatingDesk>();
    }

    public static void UsePages(this WebApplication app)
    {
        app.UsePageHeaders();
        app.UseAntiforgery();
    }

    public static void MapPages(this WebApplication app)
    {
        app.MapGet(
                "/",
                (HttpRequest request) => TypedResults.LocalRedirect(Wants(request, "text/html") ? PagePaths.Root : "/swagger/")
            )
            .ExcludeFromDescription()
            .AllowAnonymous();
        app.MapStaticAssets().AllowAnonymous().DisableRateLimiting();
        app.MapSessions();
        app.MapGroup(PagePaths.Images)
            .ExcludeFromDescription()
            .RequireAuthorization(PagesAccess.Any)
            .MapGet("/{id}", ImageEndpoints.Get);
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = "'none'")
            .RequireAuthorization(PagesAccess.Any);
    }

    private static bool Wants(HttpRequest request, string mediaType) =>
        request.Headers.Accept.ToString().Contains(mediaType, StringComparison.OrdinalIgnoreCase);
}
