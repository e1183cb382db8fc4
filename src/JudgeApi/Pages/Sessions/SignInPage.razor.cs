using Microsoft.AspNetCore.Components;

namespace JudgeApi.Pages.Sessions;

public sealed partial class SignInPage
{
    [SupplyParameterFromQuery]
    private string? ReturnUrl { get; set; }

    [SupplyParameterFromQuery]
    private string? Said { get; set; }

    private string? Sentence =>
        Said switch
        {
            "key" => "This key is not known, or it was revoked. Check that all of it was pasted.",
            "stale" => "The form was too old. Please try again.",
            "left" => "You are signed out.",
            "ended" => "Your session has ended, or your key was revoked. Sign in again.",
            _ => null,
        };
}
