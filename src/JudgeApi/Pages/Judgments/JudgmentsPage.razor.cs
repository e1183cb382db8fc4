using System.Security.Claims;
using JudgeApi.Corrections;
using JudgeApi.Judgments;
using JudgeApi.Keys;
using JudgeApi.Pages.Parts;
using JudgeApi.Paging;
using JudgeApi.Storage.Entities;
using JudgeApi.Tasks;
using JudgeCore.Tasks;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.WebUtilities;

namespace JudgeApi.Pages.Judgments;

/// <summary>The page's address has the same parameters as GET /judgments, so that a view can be sent to somebody.</summary>
public sealed partial class JudgmentsPage
{
    private const int Step = 50;

    private string[] tasks = [];
    private List<JudgmentRow>? rows;
    private PageCursor? next;
    private string? problem;
    private ClaimsPrincipal user = new();

    [Inject]
    private PageWork Work { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> State { get; set; } = default!;

    [SupplyParameterFromQuery]
    private string? Search { get; set; }

    [SupplyParameterFromQuery]
    private string? Task { get; set; }

    [SupplyParameterFromQuery]
    private string? Verdict { get; set; }

    [SupplyParameterFromQuery]
    private string? Review { get; set; }

    [SupplyParameterFromQuery]
    private string? Model { get; set; }

    [SupplyParameterFromQuery]
    private string? MinConfidence { get; set; }

    [SupplyParameterFromQuery]
    private string? MaxConfidence { get; set; }

    [SupplyParameterFromQuery]
    private string? Flipped { get; set; }

    [SupplyParameterFromQuery]
    private string? From { get; set; }

    [SupplyParameterFromQuery]
    private string? To { get; set; }

    private Dictionary<string, string?> Chosen =>
        new (string Name, string? Value)[]
        {
            ("search", Search),
            ("task", Task),
            ("verdict", Verdict),
            ("review", Review),
            ("model", Model),
            ("minConfidence", MinConfidence),
            ("maxConfidence", MaxConfidence),
            ("flipped", Flipped),
            ("from", From),
            ("to", To),
        }
            .Where(one => !string.IsNullOrWhiteSpace(one.Value))
            .ToDictionary(one => one.Name, one => one.Value?.Trim(), StringComparer.Ordinal);

    private bool IsFiltered => Chosen.Count > 0;

    protected override async Task OnInitializedAsync()
    {
        user = (await State).User;
        var known = await Work.DoAsync<TaskCatalog, JudgingTask[]>(catalog => catalog.ListAsync(CancellationToken.None));
        tasks = [.. known.Select(task => task.Name)];
    }

    protected override async Task OnParametersSetAsync()
    {
        user = (await State).User;
        (rows, next) = (null, null);
        await MoreAsync();
    }

    private void Look() => Navigation.NavigateTo(QueryHelpers.AddQueryString(PagePaths.Judgments, Chosen));

    private async Task MoreAsync()
    {
        var found = await PageAsync(Step, next);
        if (found is not null)
        {
            rows = [.. rows ?? [], .. found.Items];
            next = found.Next;
        }
    }

    private Task<IReadOnlyList<JudgmentRow>> AllAsync() =>
        Page<JudgmentRow>.AllAsync(place => PageAsync(PageQuery.MaxLimit, place));

    private async Task<Page<JudgmentRow>?> PageAsync(int limit, PageCursor? place)
    {
        var query = new QueryCollection(
            Chosen.ToDictionary(one => one.Key, one => new Microsoft.Extensions.Primitives.StringValues(one.Value))
        );
        var (filter, wrong) = JudgmentFilter.Read(query);
        problem = wrong?.Detail;
        if (filter is null)
        {
            return null;
        }

        filter = filter with { Page = filter.Page.At(limit, place) };
        var found = await Work.DoAsync<JudgmentReader, Page<Judgment>>(reader =>
            reader.ListAsync(filter, user, CancellationToken.None)
        );
        var said = await Work.DoAsync<CorrectionReader, IReadOnlyDictionary<string, PeopleSaid>>(reader =>
            reader.SaidAsync(found.Items.Select(row => row.Id), user.IsRater() ? user.KeyId() : null, CancellationToken.None)
        );
        return found.Select(row => new JudgmentRow(row, said.GetValueOrDefault(row.Id)));
    }
}
