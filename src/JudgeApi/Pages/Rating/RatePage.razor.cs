using JudgeApi.Hosting;
using JudgeApi.Keys;
using JudgeApi.Pages.Parts;
using JudgeApi.Problems;
using JudgeApi.Storage.Entities;
using JudgeApi.Tasks;
using JudgeCore.Tasks;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Options;

namespace JudgeApi.Pages.Rating;

public sealed partial class RatePage
{
    private const string Any = "";

    private static readonly (string Word, string Sentence)[] Reasons =
    [
        ("unclear", "I cannot tell"),
        ("broken_image", "The picture is broken"),
        ("not_qualified", "I do not know enough about it"),
        ("offensive", "I do not want to look at it"),
        ("other", "Another reason"),
    ];

    private static readonly (double? Value, string Words)[] Certainties =
    [
        (null, "I do not say"),
        (0.5, "A guess"),
        (0.75, "Fairly sure"),
        (1, "Certain"),
    ];

    private string[] tasks = [];
    private string task = Any;
    private string? rationale;
    private double? certainty;
    private string? problem;
    private bool ready;
    private bool busy;
    private bool skipping;

    [Inject]
    private RatingDesk Desk { get; set; } = default!;

    [Inject]
    private PageWork Work { get; set; } = default!;

    [Inject]
    private IOptions<ServiceOptions> Options { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> State { get; set; } = default!;

    private bool Reveal => Options.Value.Pages.RevealVerdict;

    protected override async Task OnInitializedAsync()
    {
        tasks =
        [
            .. (await Work.DoAsync<TaskCatalog, JudgingTask[]>(catalog => catalog.ListAsync(CancellationToken.None))).Select(
                known => known.Name
            ),
        ];
        await BeginAsync();
    }

    // The item at hand is on the screen: now there is time for the next one.
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (ready && !busy && Desk.Next is null && Desk.Current is not null)
        {
            await Desk.PrepareAsync();
            if (Desk.Next is not null)
            {
                StateHasChanged();
            }
        }
    }

    private static string Shown(string answer) => answer == Correction.Tie ? "Tie" : answer;

    private Task ChooseAsync(string chosen)
    {
        task = chosen;
        return BeginAsync();
    }

    private Task BeginAsync() =>
        DoAsync(async () =>
        {
            await Desk.BeginAsync((await State).User.KeyId(), task == Any ? null : task);
            ready = true;
            return null;
        });

    private Task AnswerAsync(string answer) => DoAsync(() => Desk.AnswerAsync(answer, rationale, certainty));

    private Task SkipAsync(string reason) => DoAsync(() => Desk.SkipAsync(reason, null));

    private Task UndoAsync() => DoAsync(Desk.UndoAsync);

    private Task KeepAsync() => DoAsync(Desk.KeepAsync);

    private Task LookAgainAsync() => DoAsync(Desk.LookAgainAsync);

    private Task DoAsync(Func<Task> work) =>
        DoAsync(async () =>
        {
            await work();
            return null;
        });

    // One thing at a time: a second press of a key, quicker than the first one's answer, does nothing.
    private async Task DoAsync(Func<Task<Problem?>> work)
    {
        if (busy)
        {
            return;
        }

        busy = true;
        try
        {
            var wrong = await work();
            problem = wrong?.Detail;
            if (wrong is null)
            {
                (rationale, certainty, skipping) = (null, null, false);
            }
        }
        finally
        {
            busy = false;
        }
    }
}
