using System.Security.Claims;
using System.Text.Json;
using JudgeApi.Corrections;
using JudgeApi.Hosting;
using JudgeApi.Judging;
using JudgeApi.Judgments;
using JudgeApi.Keys;
using JudgeApi.Models;
using JudgeApi.Pages.Parts;
using JudgeApi.Paging;
using JudgeApi.Problems;
using JudgeApi.Storage.Entities;
using JudgeApi.Tasks;
using JudgeCore.Tasks;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;

namespace JudgeApi.Pages.Judgments;

public sealed partial class JudgmentDetail
{
    /// <summary>Versions that a lineage shows.</summary>
    private const int Deepest = 8;

    private ClaimsPrincipal user = new();
    private Judgment? judgment;
    private Judgment? replayed;
    private JudgeAnswer? answer;
    private JudgingTask? task;
    private string[] pictures = [];
    private List<string> lineage = [];
    private IReadOnlyList<CorrectionView> words = [];
    private IReadOnlyDictionary<string, string> names = new Dictionary<string, string>();
    private string? problem;
    private bool busy;
    private bool copied;
    private bool isRater;
    private bool mayJudge;
    private bool mayCorrect;

    /// <summary>Of the judgment.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    [Inject]
    private PageWork Work { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private IJSRuntime Browser { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> State { get; set; } = default!;

    protected override async Task OnParametersSetAsync()
    {
        user = (await State).User;
        isRater = user.IsRater();
        mayCorrect = isRater || user.IsInRole(nameof(KeyRole.Ops));
        mayJudge = !isRater;
        (judgment, replayed, copied) = (null, null, false);
        var (found, wrong) = await Work.DoAsync<JudgmentReader, Parsed<Judgment>>(reader =>
            reader.FindAsync(Id, user, CancellationToken.None)
        );
        problem = wrong?.Detail;
        if (found is null)
        {
            return;
        }

        task = await Work.DoAsync<TaskCatalog, JudgingTask?>(catalog =>
            catalog.FindAsync(found.Task, found.TaskVersion, CancellationToken.None)
        );
        answer = JudgeAnswer.Of(found);
        pictures = [.. found.Images.OrderBy(image => image.Position).Select(image => image.ImageId)];
        lineage = await LineageAsync(found.ModelVersion);
        judgment = found;
        await ReadWordsAsync();
    }

    private string NameOf(string rater) => names.GetValueOrDefault(rater, rater);

    private IEnumerable<string> Answers =>
        task!.Kind == TaskKind.Pairwise ? [.. task.VerdictLabels, Correction.Tie] : task.VerdictLabels;

    private async Task<(bool Stored, string Sentence)> CorrectAsync(string label, string? rationale)
    {
        var (draft, wrong) = CorrectionRules.Read(new CorrectionBody { Verdict = label, Rationale = rationale }, task!);
        if (draft is null)
        {
            return (false, wrong!.Detail);
        }

        var outcome = await Work.DoAsync<CorrectionWriter, CorrectionOutcome>(writer =>
            writer.WriteAsync(judgment!, draft, user.KeyId(), null, null, CancellationToken.None)
        );
        if (outcome is CorrectionOutcome.Rejected { Problem: { } problem })
        {
            return (false, problem.Detail);
        }

        await ReadWordsAsync();
        StateHasChanged();
        return (true, label == judgment!.Verdict ? "You confirmed the judge." : $"You said {label}.");
    }

    private async Task ReadWordsAsync()
    {
        var filter = new CorrectionFilter(
            PageQuery.Of(PageQuery.MaxLimit),
            Id,
            user.IsInRole(nameof(KeyRole.Ops)) ? null : user.KeyId(),
            null,
            Current: false
        );
        var found = await Work.DoAsync<CorrectionReader, Page<Correction>>(reader =>
            reader.ListAsync(filter, CancellationToken.None)
        );
        words = [.. found.Items.Select(row => CorrectionView.Of(row, isRater))];
        names = await Work.DoAsync<KeyNames, IReadOnlyDictionary<string, string>>(keys =>
            keys.OfAsync(words.Select(word => word.Rater), CancellationToken.None)
        );
    }

    // The version that judged, and those that it was made from, the oldest last.
    private async Task<List<string>> LineageAsync(string version)
    {
        List<string> line = [version];
        while (
            line.Count < Deepest
            && await Work.DoAsync<ModelReader, ModelView?>(models => models.FindAsync(line[^1], CancellationToken.None))
                is { Base: { } from }
            && !line.Contains(from)
        )
        {
            line.Add(from);
        }

        return line;
    }

    private async Task ReplayAsync()
    {
        busy = true;
        try
        {
            switch (
                await Work.DoAsync<JudgmentReplay, JudgingOutcome>(replay =>
                    replay.AgainAsync(judgment!, user.KeyId(), CancellationToken.None)
                )
            )
            {
                case JudgingOutcome.Stored stored:
                    (replayed, problem) = (stored.Judgment, null);
                    break;
                case JudgingOutcome.Rejected rejected:
                    problem = rejected.Problem.Detail;
                    break;
                default:
                    throw new InvalidOperationException("a judgment ends in one of two ways");
            }
        }
        finally
        {
            busy = false;
        }
    }

    private async Task CopyAsync()
    {
        string body = JsonSerializer.Serialize(
            new JudgeBody
            {
                Task = judgment!.Task,
                Images = [.. pictures.Select(id => new ImageBody { Id = id })],
                Text = judgment.Text,
                Mode = judgment.Mode.ToString().ToLowerInvariant(),
                Strategy = judgment.Strategy?.ToString().ToLowerInvariant(),
                Reference = judgment.Reference,
            },
            Json.Options
        );
        string shell = body.Replace("'", @"'\''", StringComparison.Ordinal);
        await Browser.InvokeVoidAsync(
            "mtrl.copy",
            $"curl -sS {Navigation.BaseUri}judge -H 'Authorization: Bearer YOUR_KEY' -H 'Content-Type: application/json' -d '{shell}'"
        );
        copied = true;
    }
}
