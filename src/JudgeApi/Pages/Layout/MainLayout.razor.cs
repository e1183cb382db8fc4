using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace JudgeApi.Pages.Layout;

public sealed partial class MainLayout
{
    private MudThemeProvider provider = default!;
    private bool open = true;
    private bool dark;
    private string chosen = "system";

    [CascadingParameter(Name = "Theme")]
    private string Theme { get; set; } = "system";

    protected override void OnInitialized()
    {
        chosen = Theme;
        dark = chosen == "dark";
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender && chosen == "system" && await provider.GetSystemDarkModeAsync())
        {
            dark = true;
            StateHasChanged();
        }
    }

    private void SystemChanged(bool isDark)
    {
        if (chosen == "system")
        {
            dark = isDark;
        }
    }

    private async Task SwitchAsync()
    {
        dark = !dark;
        chosen = dark ? "dark" : "light";
        await Browser.InvokeVoidAsync("mtrl.setTheme", chosen);
    }
}
