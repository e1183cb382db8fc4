using System.Security.Claims;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace JudgeApi.Pages.Sessions;

/// <summary>Stands where a page may not be seen: leads to the sign-in, or to the sentence why this key may not see it.</summary>
public sealed class GoToSignIn : ComponentBase
{
    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> State { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        ClaimsPrincipal user = (await State).User;
        string here = "/" + Navigation.ToBaseRelativePath(Navigation.Uri);
        Navigation.NavigateTo(
            user.Identity?.IsAuthenticated == true
                ? PagePaths.NotAllowed
                : $"{PagePaths.SignIn}?said=ended&returnUrl={Uri.EscapeDataString(here)}",
            forceLoad: true
        );
    }
}
