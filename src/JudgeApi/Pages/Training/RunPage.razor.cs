using System.Text.Json.Nodes;
using JudgeApi.Keys;
using JudgeApi.Pages.Parts;
using JudgeApi.Retraining;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using JudgeCore.Gates;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.EntityFrameworkCore;
using MudBlazor;

namespace JudgeApi.Pages.Training;

/// <summary>Follows a run as GET /training-runs/{id}/events does, and shows what it leaves behind.</summary>
public sealed partial class RunPage : IDisposable
{
    private const int MostLines = 300;
    private const int MostAnswers = 40;
    private const int ChangesStep = 50;

    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(300);
    private static readonly string[] Kl = ["kl"];
    private static readonly string[] Clips = ["clip_ratio/low_mean", "clip_ratio/high_mean", "clip_ratio/region_mean"];
    private static readonly string[] Lengths = ["completions/mean_length", "completions/max_length"];
    private static readonly string[] Signals = ["frac_reward_zero_std", "guided/share"];

    private readonly CancellationTokenSource left = new();
    private readonly List<JsonObject> metrics = [];
    private readonly Queue<string> log = [];
    private TrainingRun? run;
    private double? leftSeconds;
    private GateReport? report;
    private IReadOnlyList<SampledAnswer> answers = [];
    private IReadOnlyList<ChangedAnswer> changes = [];
    private Dictionary<string, string[]> images = [];
    private int changesShown = ChangesStep;
    private string? problem;
    private bool missing;

    /// <summary>Of the run.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    [Inject]
    private PageWork Work { get; set; } = default!;

    [Inject]
    private RunEvents Events { get; set; } = default!;

    [Inject]
    private RunFindings Findings { get; set; } = default!;

    [Inject]
    private RunCancel Cancel { get; set; } = default!;

    [Inject]
    private IDialogService Dialogs { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> State { get; set; } = default!;

    private string Began =>
        $"Begun by {(run!.Trigger == TrainingTrigger.Operator ? "an operator" : $"the service: {run.Trigger.ToString().ToLowerInvariant()}")}, {run.CreatedAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC";

    private string OptionsText
    {
        get
        {
            var options = RunOptions.Parse(run!.Options);
            string tasks = options.Tasks is { } some ? string.Join(", ", some) : "all tasks";
            return $"{options.Steps} steps, {options.Weighting.ToString().ToLowerInvariant()} labels, {tasks}, seed {options.Seed}{(options.AutoPromote ? ", promotes what passes" : "")}";
        }
    }

    private double? SecondsLeft => run!.SecondsLeft ?? leftSeconds;

    private string[] Rewards => Named("reward", name => name == "reward" || name.StartsWith("reward/", StringComparison.Ordinal));

    private string[] Accuracies => Named("accuracy/", name => name.StartsWith("accuracy/", StringComparison.Ordinal));

    private IReadOnlyList<ChangedAnswer> ShownChanges => [.. changes.Take(changesShown)];

    private string ChangesNote
    {
        get
        {
            int people = changes.Count(change => change.Source == "data");
            int better = changes.Count(change => change.Right == "candidate");
            return $"{changes.Count} items, {people} of them people's; the candidate is right on {better}, the champion on {changes.Count(change => change.Right == "champion")}";
        }
    }

    protected override async Task OnInitializedAsync()
    {
        run = await FindAsync();
        missing = run is null;
        if (run is not null)
        {
            await ReadFindingsAsync();
            _ = WatchAsync();
        }
    }

    public void Dispose()
    {
        left.Cancel();
        left.Dispose();
    }

    private static string HoldsWord(RuleVerdict verdict) =>
        verdict switch
        {
            RuleVerdict.Passed => "yes",
            RuleVerdict.Failed => "no",
            _ => "undecided",
        };

    private Task<TrainingRun?> FindAsync() =>
        Work.DoAsync<RunReader, TrainingRun?>(reader => reader.FindAsync(Id, CancellationToken.None));

    private string[] Named(string first, Func<string, bool> wanted) =>
        [
            .. metrics
                .SelectMany(row => row.Select(one => one.Key))
                .Where(wanted)
                .Distinct(StringComparer.Ordinal)
                .OrderBy(name => name == first ? "" : name, StringComparer.Ordinal),
        ];

    private IReadOnlyList<CurveRow> RowsOf(IReadOnlyList<string> names) =>
        [
            .. metrics
                .Where(row => names.Any(row.ContainsKey))
                .Select(row => new CurveRow(row["step"]?.ToString() ?? "", [.. names.Select(name => Number(row[name]))])),
        ];

    private static double? Number(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out double number) ? number : null;

    // Events come in bursts: they are drawn a few times a second, and once more at the end.
    private async Task WatchAsync()
    {
        try
        {
            long drawn = Time.GetTimestamp();
            await foreach (var told in Events.FollowAsync(Id, EventPlace.Beginning, left.Token))
            {
                await InvokeAsync(() => TakeAsync(told.EventType, told.Data));
                if (Time.GetElapsedTime(drawn) > Redraw)
                {
                    drawn = Time.GetTimestamp();
                    await InvokeAsync(StateHasChanged);
                }
            }

            await InvokeAsync(async () =>
            {
                run = await FindAsync();
                await ReadFindingsAsync();
                StateHasChanged();
            });
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

    private async Task TakeAsync(string kind, JsonNode data)
    {
        switch (kind)
        {
            case "metrics":
                metrics.Add(data.AsObject());
                break;
            case "log":
                log.Enqueue(data["line"]?.ToString() ?? "");
                while (log.Count > MostLines)
                {
                    log.Dequeue();
                }

                break;
            case "progress":
                leftSeconds = Number(data["secondsLeft"]);
                answers = Findings.Answers(Id, MostAnswers);
                break;
            case "state":
                run = await FindAsync();
                break;
            default:
                break;
        }
    }

    private async Task ReadFindingsAsync()
    {
        report = run!.GateReport is { } json ? GateReport.Parse(json) : null;
        answers = Findings.Answers(Id, MostAnswers);
        changes = report is null ? [] : Findings.Changes(Id);
        await ShowPicturesAsync();
    }

    private async Task ShowPicturesAsync()
    {
        string[] ids = [.. ShownChanges.Where(change => change.Source == "data").Select(change => change.Id)];
        if (ids.Length == 0)
        {
            return;
        }

        images = await Work.DoAsync<JudgeDb, Dictionary<string, string[]>>(async db =>
            (await db.JudgedImages.AsNoTracking().Where(row => ids.Contains(row.JudgmentId)).ToListAsync())
                .GroupBy(row => row.JudgmentId, StringComparer.Ordinal)
                .ToDictionary(
                    rows => rows.Key,
                    rows => rows.OrderBy(row => row.Position).Select(row => row.ImageId).ToArray(),
                    StringComparer.Ordinal
                )
        );
    }

    private async Task CancelAsync()
    {
        if (
            await Dialogs.IsSureAsync(
                "Cancel the run?",
                "It stops between two steps and cannot go on later; the judge that is served stays as it is.",
                "Cancel the run"
            )
        )
        {
            var (now, wrong) = await Cancel.CancelAsync(Id, (await State).User.KeyId(), CancellationToken.None);
            problem = wrong?.Detail;
            run = now ?? run;
        }
    }
}
