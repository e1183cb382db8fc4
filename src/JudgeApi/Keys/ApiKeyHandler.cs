using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text;
using System.Text.Encodings.Web;
using JudgeApi.Problems;
using JudgeApi.Retraining;
using JudgeApi.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace JudgeApi.Keys;

/// <summary>
/// Recognises callers by their key: <c>Authorization: Bearer KEY</c> or <c>X-Api-Key: KEY</c>. Pages of libraries (/swagger, /hangfire) also take it as the
/// password of HTTP Basic, which browsers ask for by themselves; other routes do not, so that no foreign page can use a browser's memory of it.
/// </summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    JudgeDb db,
    KeyUse use
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string HeaderName = "X-Api-Key";

    private bool IsPage =>
        HttpMethods.IsGet(Request.Method)
        && (
            Request.Path.StartsWithSegments("/swagger", StringComparison.Ordinal)
            || Request.Path.StartsWithSegments(RetrainingHosting.Dashboard, StringComparison.Ordinal)
        );

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // A route for everybody answers even where the keys cannot be read.
        string? key = Context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is null ? SentKey() : null;
        if (key is null)
        {
            return AuthenticateResult.NoResult();
        }

        var (known, failure) = await KeyLookup.FindAsync(db, key, Context.RequestAborted);
        if (known is null)
        {
            return AuthenticateResult.Fail(failure!);
        }

        use.Note(known.Id);
        return AuthenticateResult.Success(new AuthenticationTicket(KeyLookup.Principal(known, Scheme.Name), Scheme.Name));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        string? failure = (await HandleAuthenticateOnceSafeAsync()).Failure?.Message;
        Response.Headers.WWWAuthenticate = IsPage
            ? new(["Bearer", "Basic realm=\"MtRlJudge: any name, and an API key as the password\""])
            : new(failure is null ? "Bearer" : "Bearer error=\"invalid_token\"");
        await ProblemResult.WriteAsync(
            Context,
            Refusals.Unauthenticated(
                failure ?? $"This route needs an API key: send 'Authorization: Bearer KEY' or '{HeaderName}: KEY'."
            )
        );
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        string role = Context.User.FindFirstValue(ClaimTypes.Role)!.ToLowerInvariant();
        return ProblemResult.WriteAsync(
            Context,
            new Problem(
                StatusCodes.Status403Forbidden,
                ProblemCodes.Forbidden,
                $"The key has the role {role}, which may not {Request.Method} {Request.Path}."
            )
        );
    }

    private string? SentKey()
    {
        if (Request.Headers.TryGetValue(HeaderName, out var direct))
        {
            return direct.ToString();
        }

        if (!AuthenticationHeaderValue.TryParse(Request.Headers.Authorization, out var header))
        {
            return null;
        }

        if (header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            return header.Parameter ?? "";
        }

        return IsPage && header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) ? Password(header.Parameter) : null;
    }

    private static string Password(string? parameter)
    {
        byte[] bytes = new byte[parameter?.Length ?? 0];
        if (!Convert.TryFromBase64String(parameter ?? "", bytes, out int length))
        {
            return "";
        }

        string pair = Encoding.UTF8.GetString(bytes, 0, length);
        return pair[(pair.IndexOf(':', StringComparison.Ordinal) + 1)..];
    }
}
