using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;

namespace JudgeApi.Keys;

/// <summary>Names of the policies that routes ask for, and what they mean. A route that names none needs some valid key.</summary>
internal static class Access
{
    public const string Scheme = "ApiKey";
    public const string Pipeline = "pipeline";
    public const string Rater = "rater";
    public const string Ops = "ops";
    public const string Any = "any";

    public static void AddPolicies(AuthorizationOptions options)
    {
        var any = new AuthorizationPolicyBuilder(Scheme).RequireAuthenticatedUser().Build();
        options.FallbackPolicy = any;
        options.DefaultPolicy = any;
        options.AddPolicy(Any, any);
        options.AddPolicy(
            Pipeline,
            policy => policy.AddAuthenticationSchemes(Scheme).RequireRole(nameof(KeyRole.Pipeline), nameof(KeyRole.Ops))
        );
        options.AddPolicy(
            Rater,
            policy => policy.AddAuthenticationSchemes(Scheme).RequireRole(nameof(KeyRole.Rater), nameof(KeyRole.Ops))
        );
        options.AddPolicy(Ops, policy => policy.AddAuthenticationSchemes(Scheme).RequireRole(nameof(KeyRole.Ops)));
    }

    /// <summary>The id of the key that asks.</summary>
    public static string KeyId(this ClaimsPrincipal user) =>
        user.FindFirstValue(ClaimTypes.NameIdentifier)
        ?? throw new InvalidOperationException("the route lets callers in without a key");

    /// <summary>Whether the caller is a rater and nothing more: raters are shown what they need to judge for themselves.</summary>
    public static bool IsRater(this ClaimsPrincipal user) => user.IsInRole(nameof(KeyRole.Rater));
}
