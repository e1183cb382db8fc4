using System.Security.Claims;
using JudgeApi.Keys;
using JudgeApi.Storage;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace JudgeApi.Pages.Sessions;

/// <summary>A cookie is worth what its key is worth: each request asks the key store.</summary>
internal sealed class CookieCheck(JudgeDb db, KeyUse use) : CookieAuthenticationEvents
{
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        string? id = context.Principal?.FindFirstValue(ClaimTypes.NameIdentifier);
        if (id is not null && await KeyLookup.HoldsAsync(db, id, context.HttpContext.RequestAborted))
        {
            use.Note(id);
            return;
        }

        context.RejectPrincipal();
        await context.HttpContext.SignOutAsync(PagesAccess.Scheme);
    }
}
