using System.Net;
using System.Text.RegularExpressions;
using JudgeApi.Keys;
using JudgeApi.Storage.Entities;
using JudgeApi.Tests.Hosting;
using JudgeCore.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JudgeApi.Tests.Pages;

/// <summary>A rater at work, with nothing but the keyboard.</summary>
[Collection(BrowserTests.Name)]
[Trait("Needs", "Browser")]
public sealed class RateTests(Browser browser)
{
    private static readonly (string, string)[] Uncertain = [("MtRl:Review:RandomShare", "0"), ("MtRl:Review:GoldShare", "0")];

    private static CancellationToken Cancel => TestService.Cancel;

    [BrowserFact]
    public async Task A_rater_answers_ten_items_by_keyboard_takes_one_back_and_skips_one()
    {
        await using var site = await Site.StartRealAsync(browser, Uncertain);
        using var ops = site.Service.As(KeyRole.Ops);
        await Gallery.JudgeAsync(ops, 11);
        var page = await site.OpenAsAsync(KeyRole.Rater, "/ui/rate");
        var question = page.GetByRole(AriaRole.Region, new() { Name = "Question" });
        await Expect(question).ToBeVisibleAsync();
        await Expect(page.GetByText("The judge said")).ToHaveCountAsync(0);

        List<string> given = [];
        for (int i = 0; i < 10; i++)
        {
            var keys = await question
                .Locator(".choices [data-key]")
                .EvaluateAllAsync<string[]>("all => all.map(one => one.dataset.key)");
            string key = keys[i % keys.Length];
            given.Add(key);
            await page.Keyboard.PressAsync(key);
            await Expect(page.Locator(".progress")).ToContainTextAsync($"{i + 1} answered now");
            if (i == 4)
            {
                await Site.PictureAsync(page, "rate-answered");
            }
        }

        await Expect(page.GetByText("The judge said")).ToBeVisibleAsync();
        var before = await StoredAsync(site);
        Assert.Equal(10, before.Count);
        Assert.All(before, row => Assert.True(row.Blind));

        // The answer on a pair is stored in the judgment's own order, whichever side each picture was shown on.
        var reviews = await site.Service.InDatabaseAsync(db => db.Reviews.ToDictionaryAsync(row => row.JudgmentId, Cancel));
        foreach (
            var (row, key) in before.Zip(given).Where(pair => pair.First.Task.StartsWith("pairwise", StringComparison.Ordinal))
        )
        {
            string shown = key == "t" ? "tie" : key.ToUpperInvariant();
            string own =
                !reviews[row.JudgmentId].Swapped || shown == "tie" ? shown
                : shown == "A" ? "B"
                : "A";
            Assert.Equal(own, row.Verdict);
        }

        await page.Keyboard.PressAsync("u");
        await Expect(page.GetByText("Another answer takes its place.")).ToBeVisibleAsync();
        string last = before[^1].JudgmentId;
        await question.Locator(".choices .choice:not(.chosen)").First.ClickAsync();
        await Expect(page.GetByText("Another answer takes its place.")).ToHaveCountAsync(0);
        var after = await StoredAsync(site);
        Assert.Equal(11, after.Count);
        Assert.Equal((last, 2), (after[^1].JudgmentId, after[^1].Revision));
        Assert.NotEqual(before[^1].Verdict, after[^1].Verdict);

        await page.Keyboard.PressAsync("s");
        await Expect(page.GetByRole(AriaRole.Group, new() { Name = "Why do you skip it?" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("2");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Nothing waits for you" })).ToBeVisibleAsync();
        var skipped = await site.Service.InDatabaseAsync(db =>
            db.Reviews.SingleAsync(row => row.State == ReviewState.Skipped, Cancel)
        );
        Assert.Equal("broken_image", skipped.SkipReason);
        await Site.PictureAsync(page, "rate-empty");
        Assert.Empty(site.Complaints);
    }

    [BrowserFact]
    public async Task The_next_item_is_there_before_the_answer_and_a_reason_goes_with_it()
    {
        await using var site = await Site.StartAsync(browser, Uncertain);
        using var ops = site.Service.As(KeyRole.Ops);
        await Gallery.JudgeAsync(ops, 3, BuiltInTasks.Technical);
        var page = await site.OpenAsAsync(KeyRole.Rater, "/ui/rate");
        await Expect(page.Locator(".ahead img")).ToHaveCountAsync(1);
        string ahead = (await page.Locator(".ahead img").GetAttributeAsync("src"))!;

        await page.Keyboard.PressAsync("r");
        await page.GetByLabel("Why?").FillAsync("1 and 2 are letters here");
        await page.GetByLabel("Fairly sure").CheckAsync();
        await page.Keyboard.PressAsync("1");
        await Expect(page.Locator(".pictures img")).ToHaveAttributeAsync("src", ahead);
        var row = Assert.Single(await StoredAsync(site));
        Assert.Equal(("1 and 2 are letters here", 0.75), (row.Rationale, row.Certainty));
        await Expect(page.GetByLabel("Last answer")).ToContainTextAsync(new Regex("You answered yes"));
    }

    [BrowserFact]
    public async Task Raters_learn_how_they_do_on_known_items_and_not_which_those_are()
    {
        await using var site = await Site.StartAsync(
            browser,
            ("MtRl:Review:RandomShare", "0"),
            ("MtRl:Review:GoldShare", "0.5"),
            ("MtRl:Pages:RevealVerdict", "false")
        );
        using var ops = site.Service.As(KeyRole.Ops);
        foreach (var judged in await Gallery.JudgeAsync(ops, 5, BuiltInTasks.Technical))
        {
            string id = judged.GetProperty("id").GetString()!;
            using var gold = await ops.SendJsonAsync(HttpMethod.Put, $"/gold-items/{id}", new { verdict = "yes" });
            Assert.Equal(HttpStatusCode.OK, gold.StatusCode);
        }

        var page = await site.OpenAsAsync(KeyRole.Rater, "/ui/rate");
        await Expect(page.Locator(".question")).ToBeVisibleAsync();
        for (int i = 0; i < 5; i++)
        {
            await Expect(page.Locator(".progress")).ToContainTextAsync("not enough yet");
            await page.Keyboard.PressAsync(i == 0 ? "2" : "1");
            await Expect(page.Locator(".progress")).ToContainTextAsync($"{i + 1} answered now");
        }

        await Expect(page.Locator(".progress")).ToContainTextAsync("80 % of 5");
        await Expect(page.GetByText("The judge said")).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task The_page_is_for_everybody_in_light_in_dark_and_on_a_telephone()
    {
        await using var site = await Site.StartRealAsync(browser, Uncertain);
        using var ops = site.Service.As(KeyRole.Ops);
        await Gallery.JudgeAsync(ops, 1, BuiltInTasks.PairwiseOf(BuiltInTasks.Alignment));
        var page = await site.OpenAsAsync(KeyRole.Rater);
        await Site.InspectAsync(page, "/ui/rate", "rate-pair", page.Locator(".question"));
        await Gallery.JudgeAsync(ops, 1, BuiltInTasks.Safety);
        page = await site.OpenAsAsync(KeyRole.Ops);
        await Site.InspectAsync(page, "/ui/rate", "rate", page.Locator(".question"));
        Assert.Empty(site.Complaints);
    }

    private static Task<List<Correction>> StoredAsync(Site site) =>
        site.Service.InDatabaseAsync(db =>
            db.Corrections.OrderBy(row => row.CreatedAt).ThenBy(row => row.Id).ToListAsync(Cancel)
        );
}
