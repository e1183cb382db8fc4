using JudgeApi.Keys;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace JudgeApi.Pages.Sessions;

/// <summary>
/// People sign in to the pages with their key and are known by a cookie from then on. The cookie opens the pages alone: no route of the API takes it, so
/// that no foreign page can use it there.
/// </summary>
internal static class PagesAccess
{
    public const string Scheme = "Pages";

    /// <summary>Keys for the API's routes, the cookie for the pages.</summary>
    public const string Chooser = "ByPath";

    public const string Any = "pages";
    public const string Rater = "pages-rater";
    public const string Ops = "pages-ops";

    private const string CookieName = "mtrljudge";

    public static void AddPagesCookie(this AuthenticationBuilder authentication)
    {
        authentication.AddPolicyScheme(
            Chooser,
            null,
            options => options.ForwardDefaultSelector = context => PagePaths.IsPage(context.Request.Path) ? Scheme : Access.Scheme
        );
        authentication.AddCookie(Scheme);
        authentication
            .Services.AddOptions<CookieAuthenticationOptions>(Scheme)
            .Configure<IOptions<Hosting.ServiceOptions>>(
                (cookie, options) =>
                {
                    cookie.Cookie.Name = CookieName;
                    cookie.Cookie.HttpOnly = true;
                    cookie.Cookie.SameSite = SameSiteMode.Lax;
                    cookie.Cookie.SecurePolicy = options.Value.Pages.HttpsOnly
                        ? CookieSecurePolicy.Always
                        : CookieSecurePolicy.SameAsRequest;
                    cookie.ExpireTimeSpan = TimeSpan.FromHours(options.Value.Pages.SessionHours);
                    cookie.SlidingExpiration = true;
                    cookie.LoginPath = PagePaths.SignIn;
                    cookie.AccessDeniedPath = PagePaths.NotAllowed;
                    cookie.ReturnUrlParameter = "returnUrl";
                    cookie.EventsType = typeof(CookieCheck);
                }
            );
        authentication.Services.AddScoped<CookieCheck>();
    }

    // No scheme is named: the path has chosen it.
    public static void AddPolicies(AuthorizationOptions options)
    {
        options.AddPolicy(Any, policy => policy.RequireAuthenticatedUser());
        options.AddPolicy(Rater, policy => policy.RequireRole(nameof(KeyRole.Rater), nameof(KeyRole.Ops)));
        options.AddPolicy(Ops, policy => policy.RequireRole(nameof(KeyRole.Ops)));
    }
}
