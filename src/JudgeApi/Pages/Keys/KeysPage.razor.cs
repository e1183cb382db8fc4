using JudgeApi.Keys;
using JudgeApi.Pages.Parts;
using JudgeApi.Paging;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;
using MudBlazor;

namespace JudgeApi.Pages.Keys;

public sealed partial class KeysPage
{
    private string own = "";
    private string name = "";
    private KeyRole role = KeyRole.Rater;
    private List<KeyView>? keys;
    private PageCursor? next;
    private CreatedKey? made;
    private bool copied;
    private string? problem;

    [Inject]
    private PageWork Work { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private IJSRuntime Browser { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> State { get; set; } = default!;

    protected override async Task OnInitializedAsync()
    {
        own = (await State).User.KeyId();
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        (keys, next) = ([], null);
        await MoreAsync();
    }

    private async Task MoreAsync()
    {
        var found = await Work.DoAsync<KeyRegistry, Page<KeyView>>(registry =>
            registry.ListAsync(PageQuery.Of(PageQuery.MaxLimit, next), CancellationToken.None)
        );
        keys!.AddRange(found.Items);
        next = found.Next;
    }

    private async Task CreateAsync()
    {
        (made, copied) = (null, false);
        var (key, wrong) = await Work.DoAsync<KeyRegistry, Problems.Parsed<CreatedKey>>(registry =>
            registry.CreateAsync(name, role, own, CancellationToken.None)
        );
        (made, problem) = (key, wrong?.Detail);
        if (key is not null)
        {
            name = "";
            await ReadAsync();
        }
    }

    private async Task CopyAsync()
    {
        await Browser.InvokeVoidAsync("mtrl.copy", made!.Key);
        copied = true;
    }

    private async Task RevokeAsync(KeyView key)
    {
        if (
            !await Dialogs.IsSureAsync(
                $"Revoke the key of {key.Name}?",
                "Whoever uses it is refused from now on, and signed out of these pages. It cannot be given back; what was done with it stays.",
                "Revoke"
            )
        )
        {
            return;
        }

        problem = (
            await Work.DoAsync<KeyRegistry, Problems.Problem?>(registry =>
                registry.RevokeAsync(key.Id, own, CancellationToken.None)
            )
        )?.Detail;
        await ReadAsync();
    }
}
