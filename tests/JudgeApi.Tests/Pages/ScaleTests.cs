using System.Diagnostics;
using System.Globalization;
using JudgeApi.Keys;
using JudgeApi.Tests.Hosting;
using JudgeApi.Tests.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;

namespace JudgeApi.Tests.Pages;

/// <summary>How long the first view of every page takes with few and with many judgments; on demand, see eng/test.</summary>
[Collection(BrowserTests.Name)]
[Trait("Needs", "Browser")]
[Trait("Kind", "Scale")]
public sealed class ScaleTests(Browser browser)
{
    /// <summary>Within the same order: the views with many judgments take at most ten times as long.</summary>
    private const double SameOrder = 10;

    private const int Few = 1_000;
    private const int Views = 5;

    // Where a page is, and what is on it when its first view stands.
    private static readonly (string Path, string Ready)[] Pages =
    [
        ("/ui/dashboard", ".tile"),
        ("/ui/rate", ".question"),
        ("/ui/judgments", "tbody tr"),
        ("/ui/judgments?task=safety&review=corrected", "tbody tr"),
        ("/ui/judgments?search=order-500", "tbody tr"),
        ("/ui/judgments/{id}", ".distribution"),
        ("/ui/training", "h1"),
        ("/ui/training/new", ".card b, .reasons"),
        ("/ui/models", "tbody tr"),
        ("/ui/tasks", "tbody tr"),
        ("/ui/tasks/safety", "tbody tr"),
        ("/ui/keys", "tbody tr"),
        ("/ui/audit", "tbody tr"),
    ];

    public static bool IsAsked => Many > 0;

    private static int Many { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("MTRL_JUDGMENTS"), CultureInfo.InvariantCulture, out int count)
            ? count
            : 0;

    [Fact(Skip = "MTRL_JUDGMENTS does not say how many judgments.", SkipUnless = nameof(IsAsked))]
    public async Task Pages_show_their_first_view_within_the_same_order_however_many_judgments_there_are()
    {
        var few = await MeasureAsync(Few);
        var many = await MeasureAsync(Many);
        string[] table =
        [
            string.Create(CultureInfo.InvariantCulture, $"| Page | {Few:N0} judgments, ms | {Many:N0} judgments, ms | ratio |"),
            "|---|---|---|---|",
            .. Pages.Select(page =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {page.Path} | {few[page.Path]:0} | {many[page.Path]:0} | {many[page.Path] / few[page.Path]:0.0} |"
                )
            ),
        ];
        string folder = Path.Combine(Fixtures.Root, "artifacts", "pages");
        Directory.CreateDirectory(folder);
        await File.WriteAllLinesAsync(
            Path.Combine(folder, $"scale-{(TestDatabase.IsPostgres ? "postgres" : "sqlite")}.md"),
            table,
            TestService.Cancel
        );

        Assert.All(Pages, page => Assert.True(many[page.Path] < SameOrder * few[page.Path], page.Path));
    }

    // Median milliseconds from asking for a page to its first view, by a person who has signed in.
    private async Task<Dictionary<string, double>> MeasureAsync(int judgments)
    {
        await using var site = await Site.StartAsync(browser, ("MtRl:Review:GoldShare", "0"));
        await Archive.FillAsync(site.Service, judgments, judgments / 5);
        string id = await site.Service.InDatabaseAsync(db =>
            db.Judgments.OrderByDescending(row => row.CreatedAt).Select(row => row.Id).FirstAsync(TestService.Cancel)
        );
        var page = await site.OpenAsAsync(KeyRole.Ops, "/ui/tasks");
        Dictionary<string, double> medians = new(StringComparer.Ordinal);
        foreach (var (path, ready) in Pages)
        {
            List<double> times = [];
            for (int view = 0; view <= Views; view++)
            {
                long begin = Stopwatch.GetTimestamp();
                await page.GotoAsync(
                    path.Replace("{id}", id, StringComparison.Ordinal),
                    new() { WaitUntil = WaitUntilState.Commit }
                );
                await page.Locator($"main {ready}").First.WaitForAsync();
                times.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            }

            // The first one compiles what the others use.
            medians[path] = times.Skip(1).Order().ElementAt(Views / 2);
        }

        return medians;
    }
}
