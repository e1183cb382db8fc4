using System.Text.RegularExpressions;
using JudgeApi.Keys;
using JudgeApi.Tests.Hosting;
using JudgeCore.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JudgeApi.Tests.Pages;

/// <summary>Somebody looks for a judgment, reads it, has it judged again and corrects it.</summary>
[Collection(BrowserTests.Name)]
[Trait("Needs", "Browser")]
public sealed class JudgmentsTests(Browser browser)
{
    private static CancellationToken Cancel => TestService.Cancel;

    [BrowserFact]
    public async Task An_operator_finds_a_judgment_replays_it_and_corrects_it()
    {
        await using var site = await Site.StartRealAsync(browser);
        using var ops = site.Service.As(KeyRole.Ops);
        var judged = await Gallery.JudgeAsync(ops, 10);
        var page = await site.OpenAsAsync(KeyRole.Ops, "/ui/judgments");
        var rows = page.Locator("tbody tr");
        await Expect(rows).ToHaveCountAsync(10);
        await page.GetByLabel("Task").SelectOptionAsync(BuiltInTasks.Safety);
        await page.GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("task=safety"));
        await Expect(rows).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Link, new() { Name = "Clear" }).ClickAsync();
        await Expect(rows).ToHaveCountAsync(10);
        await page.GetByLabel("Search").FillAsync("order-1003");
        await page.Keyboard.PressAsync("Enter");
        await Expect(rows).ToHaveCountAsync(1);

        await rows.GetByRole(AriaRole.Link).ClickAsync();
        string verdict = judged[2].GetProperty("verdict").GetString()!;
        await Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 }))
            .ToHaveTextAsync($"{judged[2].GetProperty("task").GetString()}: {verdict}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Replay on the served version" }).ClickAsync();
        await Expect(page.GetByText("Replay: the same verdict")).ToBeVisibleAsync();
        Assert.Equal(11, await site.Service.InDatabaseAsync(db => db.Judgments.CountAsync(Cancel)));

        await page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Copy as curl" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Copied" })).ToBeVisibleAsync();
        string curl = await page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
        Assert.StartsWith(
            $"curl -sS {site.Service.Address}judge -H 'Authorization: Bearer YOUR_KEY'",
            curl,
            StringComparison.Ordinal
        );
        string body = curl[(curl.IndexOf("-d '", StringComparison.Ordinal) + 4)..^1];
        using var again = await ops.PostAsync(
            "/judge",
            new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
            Cancel
        );
        Assert.Equal(verdict, (await again.JsonAsync()).GetProperty("verdict").GetString());

        await page.GetByLabel("Why?").FillAsync("equally good");
        await page.GetByRole(AriaRole.Button, new() { Name = "tie", Exact = true }).ClickAsync();
        await Expect(page.GetByText("You said tie.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "What people said" }).Locator("tbody tr").First)
            .ToContainTextAsync("equally good");
        var stored = await site.Service.InDatabaseAsync(db => db.Corrections.SingleAsync(Cancel));
        Assert.Equal(("tie", false, judged[2].GetProperty("id").GetString()), (stored.Verdict, stored.Blind, stored.JudgmentId));

        await page.GotoAsync("/ui/judgments?review=corrected");
        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows).ToContainTextAsync("wrong");
        await page.GotoAsync("/ui/judgments?minConfidence=2");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("minConfidence must be a number from 0 to 1");
        Assert.Empty(site.Complaints);
    }

    [BrowserFact]
    public async Task A_list_goes_on_is_sorted_by_its_titles_and_comes_along_as_a_file()
    {
        await using var site = await Site.StartAsync(browser);
        using var ops = site.Service.As(KeyRole.Ops);
        await Gallery.JudgeAsync(ops, 53, BuiltInTasks.Technical, BuiltInTasks.Safety);
        var page = await site.OpenAsAsync(KeyRole.Pipeline, "/ui/judgments");
        var rows = page.Locator("tbody tr");
        await Expect(rows).ToHaveCountAsync(50);
        await page.GetByRole(AriaRole.Button, new() { Name = "Show more" }).ClickAsync();
        await Expect(rows).ToHaveCountAsync(53);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Show more" })).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Button, new() { Name = "Task", Exact = true }).ClickAsync();
        await Expect(rows.First).ToContainTextAsync("safety");
        await page.GetByRole(AriaRole.Button, new() { Name = "Task", Exact = true }).ClickAsync();
        await Expect(rows.First).ToContainTextAsync("technical");
        await Expect(page.Locator("th[aria-sort=descending]")).ToHaveTextAsync("Task ↓");

        var download = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Button, new() { Name = "Download CSV" }).ClickAsync()
        );
        Assert.Equal("judgments.csv", download.SuggestedFilename);
        string[] lines = await File.ReadAllLinesAsync(await download.PathAsync(), Cancel);
        Assert.Equal(54, lines.Length);
        Assert.StartsWith("Judgment,Task,Verdict,Confidence,", lines[0], StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task A_rater_sees_no_judgment_that_is_before_the_same_rater_and_nobody_elses_words()
    {
        await using var site = await Site.StartAsync(browser, ("MtRl:Review:RandomShare", "0"), ("MtRl:Review:GoldShare", "0"));
        using var ops = site.Service.As(KeyRole.Ops);
        using var rater = site.Service.As(KeyRole.Rater);
        var judged = await Gallery.JudgeAsync(ops, 2, BuiltInTasks.Technical);
        string[] ids = [.. judged.Select(one => one.GetProperty("id").GetString()!)];
        foreach (string id in ids)
        {
            using var said = await ops.SendJsonAsync(
                HttpMethod.Post,
                $"/judgments/{id}/corrections",
                new { verdict = "no", rationale = "an operator's word" }
            );
            Assert.True(said.IsSuccessStatusCode);
        }

        var open = await (await rater.GetAsync("/review-queue/next", Cancel)).JsonAsync();
        string before = open.GetProperty("judgmentId").GetString()!;
        var page = await site.OpenAsAsync(KeyRole.Rater, "/ui/judgments");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await page.GotoAsync($"/ui/judgments/{before}");
        await Expect(page.GetByText("before you in a blind review")).ToBeVisibleAsync();
        await page.GotoAsync($"/ui/judgments/{ids.Single(id => id != before)}");
        await Expect(page.GetByText("You have not answered this one.")).ToBeVisibleAsync();
        await Expect(page.GetByText("an operator's word")).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Replay on the served version" })).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task The_pages_are_for_everybody_in_light_in_dark_and_on_a_telephone()
    {
        await using var site = await Site.StartRealAsync(browser);
        var page = await site.OpenAsAsync(KeyRole.Ops);
        await Site.InspectAsync(page, "/ui/judgments", "judgments-empty", page.GetByText("Nothing was judged yet"));
        using var ops = site.Service.As(KeyRole.Ops);
        var judged = await Gallery.JudgeAsync(ops, 12);
        string id = judged
            .First(one => one.GetProperty("task").GetString() == BuiltInTasks.QualityScale)
            .GetProperty("id")
            .GetString()!;
        using var said = await ops.SendJsonAsync(HttpMethod.Post, $"/judgments/{id}/corrections", new { score = 2 });
        Assert.True(said.IsSuccessStatusCode);
        await Site.InspectAsync(page, "/ui/judgments", "judgments", page.Locator("tbody tr"));
        await Site.InspectAsync(page, $"/ui/judgments/{id}", "judgment", page.Locator(".distribution"));
        Assert.Empty(site.Complaints);
    }
}
