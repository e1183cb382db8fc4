using JudgeApi.Hosting;
using JudgeApi.Keys;
using JudgeApi.Models;
using JudgeApi.Pages.Parts;
using JudgeApi.Paging;
using JudgeApi.Storage.Entities;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Options;
using MudBlazor;

namespace JudgeApi.Pages.Models;

/// <summary>The page looks again every second: a promotion is followed on every server until it answers there.</summary>
public sealed partial class ModelsPage : IDisposable
{
    private const int Step = 50;

    private readonly CancellationTokenSource left = new();
    private ModelsView? view;
    private List<ModelView> versions = [];
    private IReadOnlyList<ServerView> servers = [];
    private string? problem;
    private bool busy;

    [Inject]
    private PageWork Work { get; set; } = default!;

    [Inject]
    private ModelRegistry Registry { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    private IOptions<ServiceOptions> Options { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> State { get; set; } = default!;

    private string ServersNote
    {
        get
        {
            int live = servers.Count(IsLive);
            int there = servers.Count(server => IsLive(server) && server.Version == view!.Wanted);
            return there == live
                ? $"{live} live, all serve {view!.Wanted}"
                : $"{there} of {live} live servers serve {view!.Wanted}";
        }
    }

    protected override Task OnInitializedAsync() => ReadAsync();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            _ = WatchAsync();
        }
    }

    public void Dispose()
    {
        left.Cancel();
        left.Dispose();
    }

    private static string WordFor(ModelView model) =>
        model.Wanted ? "wanted"
        : model.Previous ? "the one before"
        : model.Status.ToString().ToLowerInvariant();

    private string StateOf(ServerView server) =>
        !IsLive(server) ? "gone"
        : server.Loading is { } coming ? $"loading {coming}"
        : server.Error is not null ? "failed"
        : server.Version == view!.Wanted ? "serving"
        : "behind";

    private string? BadgeOf(ServerView server) =>
        StateOf(server) switch
        {
            "serving" => "good",
            "failed" => "bad",
            _ => null,
        };

    private bool IsLive(ServerView server) =>
        Time.GetUtcNow() - server.SeenAt < TimeSpan.FromSeconds(Math.Max(10, 5 * Options.Value.Models.PollSeconds));

    private IEnumerable<ModelView> ChildrenOf(string? from) =>
        versions
            .Where(model =>
                from is null ? model.Base is null || versions.TrueForAll(other => other.Name != model.Base) : model.Base == from
            )
            .OrderBy(model => model.CreatedAt);

    private async Task WatchAsync()
    {
        using var clock = new PeriodicTimer(TimeSpan.FromSeconds(1), Time);
        try
        {
            while (await clock.WaitForNextTickAsync(left.Token))
            {
                await InvokeAsync(async () =>
                {
                    if (!busy && versions.Count <= Step)
                    {
                        await ReadAsync();
                        StateHasChanged();
                    }
                });
            }
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
        catch (Exception error)
        {
            await DispatchExceptionAsync(error);
        }
    }

    private async Task ReadAsync()
    {
        view = await PageAsync(null);
        servers = view.Servers;
        versions = [.. view.Versions];
    }

    private async Task MoreAsync()
    {
        PageCursor.TryRead(view!.NextCursor!, out var place);
        view = await PageAsync(place);
        versions.AddRange(view.Versions);
    }

    private Task<ModelsView> PageAsync(PageCursor? place) =>
        Work.DoAsync<ModelReader, ModelsView>(reader => reader.ListAsync(PageQuery.Of(Step, place), left.Token));

    private async Task PromoteAsync(ModelView model)
    {
        // What the operator saw is what is to be replaced: somebody else's change in between is not undone unseen.
        string seen = view!.Wanted;
        if (
            await Dialogs.ReasonAsync(
                $"Promote {model.Name}?",
                $"Every server loads {model.Name} beside {seen}, verifies it, and then answers with it; requests that have begun end on {seen}. Rolling back brings {seen} back.",
                "Promote"
            ) is
            { } reason
        )
        {
            string key = (await State).User.KeyId();
            await ChangeAsync(() => Registry.PromoteAsync(model.Name, seen, key, Null(reason), CancellationToken.None));
        }
    }

    private async Task RollBackAsync()
    {
        var (seen, back) = (view!.Wanted, view.Previous);
        if (
            await Dialogs.ReasonAsync(
                $"Roll back to {back}?",
                $"Every server goes back from {seen} to {back}, as it was. Nothing is deleted: {seen} can be promoted again.",
                "Roll back"
            ) is
            { } reason
        )
        {
            string key = (await State).User.KeyId();
            await ChangeAsync(() => Registry.RollBackAsync(seen, key, Null(reason), CancellationToken.None));
        }
    }

    private async Task PinAsync(ModelView model)
    {
        if (
            await Dialogs.IsSureAsync(
                $"{(model.Pinned ? "Unpin" : "Pin")} {model.Name}?",
                model.Pinned
                    ? "Its files may be collected when newer versions come, and the service may promote another in its place."
                    : "Its files are kept for good; while it is served, only an operator promotes another in its place.",
                model.Pinned ? "Unpin" : "Pin"
            )
        )
        {
            string key = (await State).User.KeyId();
            await ChangeAsync(() => Registry.PinAsync(model.Name, !model.Pinned, key, CancellationToken.None));
        }
    }

    private async Task ChangeAsync(Func<Task<ModelChange>> change)
    {
        busy = true;
        try
        {
            problem = (await change() as ModelChange.Rejected)?.Problem.Detail;
            await ReadAsync();
        }
        finally
        {
            busy = false;
        }
    }

    private static string? Null(string text) => text.Length == 0 ? null : text;
}
