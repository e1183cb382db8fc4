using System.Globalization;
using JudgeApi.Hosting;
using JudgeApi.Models;
using JudgeApi.Pages.Parts;
using JudgeApi.Paging;
using JudgeApi.Retraining;
using JudgeApi.Statistics;
using JudgeApi.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JudgeApi.Pages.Dashboard;

/// <summary>What is quick stands first; the figures of agreement follow when they are reckoned.</summary>
public sealed partial class DashboardPage
{
    private ModelsView? models;
    private Traffic? traffic;
    private RetrainingOutlook? outlook;
    private StatsView? stats;
    private int waiting;
    private int asked;
    private int days = 30;
    private StatsSample sample = StatsSample.Random;
    private string chosen = "";
    private IReadOnlyList<PeriodFigures> periods = [];
    private IReadOnlyList<RaterRow> raters = [];
    private string[] agreementNames = [];
    private IReadOnlyList<CurveRow> agreementRows = [];

    [Inject]
    private PageWork Work { get; set; } = default!;

    [Inject]
    private StatsReader Stats { get; set; } = default!;

    [Inject]
    private TimeProvider Time { get; set; } = default!;

    [Inject]
    private IOptions<ServiceOptions> Options { get; set; } = default!;

    private RetrainingOptions Settings => Options.Value.Retraining;

    // A week has a day's figures, a month or more a week's.
    private StatsGrouping By => days <= 7 ? StatsGrouping.Day : StatsGrouping.Week;

    private string PeriodWord => By == StatsGrouping.Day ? "day" : "week";

    private string ServersText
    {
        get
        {
            int serving = models!.Servers.Count(server => server.Version == models.Wanted);
            return models.Servers.Count == 1 && serving == 1 ? "one server" : $"{serving} of {models.Servers.Count} servers";
        }
    }

    private IReadOnlyList<CurveRow> HourRows =>
        [
            .. traffic!.Hours.Select(hour => new CurveRow(
                hour.From.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture),
                [hour.Judgments]
            )),
        ];

    protected override async Task OnInitializedAsync()
    {
        models = await Work.DoAsync<ModelReader, ModelsView>(reader => reader.ListAsync(PageQuery.Of(1), CancellationToken.None));
        traffic = await Work.DoAsync<TrafficReader, Traffic>(reader => reader.ReadAsync(CancellationToken.None));
        outlook = await Work.DoAsync<JudgeDb, RetrainingOutlook>(db =>
            RetrainingOutlook.ReadAsync(db, Settings, Time, CancellationToken.None)
        );
        waiting = await Work.DoAsync<JudgeDb, int>(db => db.OpenReviewItems.CountAsync());
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await ReadFiguresAsync();
            StateHasChanged();
        }
    }

    private static string Ms(double value) => string.Create(CultureInfo.InvariantCulture, $"{value:0.#} ms");

    private static IReadOnlyList<CurveRow> ReliabilityOf(TaskStats task) =>
        [
            .. task.Agreement.Calibration.Bins.Select(bin => new CurveRow(
                bin.High.ToString("0.00", CultureInfo.InvariantCulture),
                [bin.Accuracy, bin.Confidence]
            )),
        ];

    private static IReadOnlyList<ConfusionRow> ConfusionOf(TaskStats task) =>
        [.. task.Labels.Select((label, truth) => new ConfusionRow(label, task.Agreement.Confusion[truth]))];

    private async Task ReadFiguresAsync()
    {
        int mine = ++asked;
        stats = null;
        StateHasChanged();

        // From a full hour on: who looks again soon finds the same figures ready.
        var now = Time.GetUtcNow();
        var from = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero).AddDays(-days);
        var read = await Task.Run(() =>
            Stats.ReadAsync(new StatsFilter(null, null, null, from, null, sample, By), CancellationToken.None)
        );
        if (mine != asked)
        {
            return; // another choice was made meanwhile; its figures are on their way
        }

        periods =
        [
            .. read.Tasks.SelectMany(task => task.Groups.Select(group => new PeriodFigures(task.Task, group.Key, group.Figures))),
        ];
        raters = [.. read.Tasks.SelectMany(task => task.Raters.Select(rater => new RaterRow(task.Task, rater)))];
        agreementNames = [.. periods.Select(one => one.Task).Distinct(StringComparer.Ordinal)];
        agreementRows =
        [
            .. periods
                .GroupBy(one => one.Period, StringComparer.Ordinal)
                .OrderBy(period => period.Key, StringComparer.Ordinal)
                .Select(period => new CurveRow(
                    period.Key,
                    [.. agreementNames.Select(task => period.FirstOrDefault(one => one.Task == task)?.Figures.Accuracy.Value)]
                )),
        ];
        if (read.Tasks.All(task => task.Task != chosen))
        {
            chosen = read.Tasks.OrderByDescending(task => task.Agreement.Items).FirstOrDefault()?.Task ?? "";
        }

        stats = read;
    }
}
