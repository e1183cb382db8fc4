using MudBlazor;

namespace JudgeApi.Pages.Parts;

/// <summary>Asks before something is done that others notice.</summary>
internal static class Ask
{
    /// <param name="dialogs">Of the page.</param>
    /// <param name="title">What is about to be done.</param>
    /// <param name="consequence">What changes by it.</param>
    /// <param name="yes">The word on the button that does it.</param>
    public static async Task<bool> IsSureAsync(this IDialogService dialogs, string title, string consequence, string yes) =>
        await dialogs.ShowMessageBoxAsync(title, consequence, yesText: yes, cancelText: "Cancel") == true;

    /// <summary>Likewise, and for a reason: what was written, perhaps nothing; null: it is not to be done.</summary>
    public static async Task<string?> ReasonAsync(this IDialogService dialogs, string title, string consequence, string yes)
    {
        var asked = await dialogs.ShowAsync<ReasonDialog>(
            title,
            new DialogParameters<ReasonDialog> { { dialog => dialog.Consequence, consequence }, { dialog => dialog.Yes, yes } }
        );
        return await asked.Result is { Canceled: false, Data: string reason } ? reason.Trim() : null;
    }
}
