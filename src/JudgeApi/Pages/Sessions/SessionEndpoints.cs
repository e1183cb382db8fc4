using JudgeApi.Hosting;
using JudgeApi.Keys;
using JudgeApi.Storage;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;

namespace JudgeApi.Pages.Sessions;

/// <summary>The two forms that begin and end a session: only an answer to a plain request can set a cookie.</summary>
internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder routes)
    {
        var forms = routes.MapGroup("").ExcludeFromDescription().WithBodyLimit(RouteLimits.SmallBody);
        forms.MapPost(PagePaths.Enter, Enter).AllowAnonymous();
        forms.MapPost(PagePaths.Leave, Leave).RequireAuthorization(PagesAccess.Any);
    }

    private static async Task<RedirectHttpResult> Enter(
        HttpContext context,
        IAntiforgery antiforgery,
        JudgeDb db,
        KeyUse use,
        CancellationToken cancellationToken
    )
    {
        if (!context.Request.HasFormContentType || !await antiforgery.IsRequestValidAsync(context))
        {
            return Again("stale", PagePaths.Root);
        }

        var form = await context.Request.ReadFormAsync(cancellationToken);
        string back = PagePaths.Local(form["returnUrl"]);
        var (key, _) = await KeyLookup.FindAsync(db, form["key"].ToString().Trim(), cancellationToken);
        if (key is null)
        {
            return Again("key", back);
        }

        use.Note(key.Id);
        await context.SignInAsync(PagesAccess.Scheme, KeyLookup.Principal(key, PagesAccess.Scheme));
        return TypedResults.LocalRedirect(back);
    }

    private static async Task<RedirectHttpResult> Leave(HttpContext context, IAntiforgery antiforgery)
    {
        if (!context.Request.HasFormContentType || !await antiforgery.IsRequestValidAsync(context))
        {
            return TypedResults.LocalRedirect(PagePaths.Root);
        }

        await context.SignOutAsync(PagesAccess.Scheme);
        return TypedResults.LocalRedirect($"{PagePaths.SignIn}?said=left");
    }

    private static RedirectHttpResult Again(string said, string back) =>
        TypedResults.LocalRedirect($"{PagePaths.SignIn}?said={said}&returnUrl={Uri.EscapeDataString(back)}");
}
