using JudgeApi.Keys;
using JudgeApi.Tests.Hosting;
using JudgeApi.Tests.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JudgeApi.Tests.Pages;

/// <summary>An operator sees at a glance how the judge does.</summary>
[Collection(BrowserTests.Name)]
[Trait("Needs", "Browser")]
public sealed class DashboardTests(Browser browser)
{
    [BrowserFact]
    public async Task An_operator_sees_what_is_served_how_well_and_what_trains_it_next()
    {
        await using var site = await Site.StartRealAsync(browser, ("MtRl:Retraining:NewCorrections", "100000"));
        await Archive.FillAsync(site.Service, 1500, 900);
        var page = await site.OpenAsAsync(KeyRole.Ops, "/ui");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Dashboard" })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Served" })).ToContainTextAsync("tiny-judge");
        int waiting = await site.Service.InDatabaseAsync(db =>
            db.ReviewItems.CountAsync(item => !item.Closed, TestService.Cancel)
        );
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Review queue" }))
            .ToContainTextAsync(waiting.ToString("N0", System.Globalization.CultureInfo.InvariantCulture));
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Next training" }))
            .ToContainTextAsync("100000 new corrections begin a run.");
        await page.Locator(".heading-actions select").Nth(1).SelectOptionAsync("Weighted");
        await page.GetByLabel("Figures of").SelectOptionAsync("90");
        var tasks = page.GetByRole(AriaRole.Region, new() { Name = "Agreement by task" }).Locator("tbody tr");
        await Expect(tasks).ToHaveCountAsync(5);

        // Ninety days have more than ten weeks: the figures are those of the last choice, in whatever order they came.
        await page.GetByText("By week, with intervals").ClickAsync();
        var weeks = page.GetByRole(AriaRole.Region, new() { Name = "Agreement by week" }).Locator("tbody tr");
        await Expect(weeks.Filter(new() { HasText = "safety" })).ToHaveCountAsync(14);
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Raters" }).Locator("tbody tr")).ToHaveCountAsync(40);

        // What the confusion matrix counts is what the table says the sample has.
        await page.Locator(".heading.part select").SelectOptionAsync("safety");
        var matrix = page.GetByRole(AriaRole.Region, new() { Name = "Confusion matrix of safety" });
        await Expect(matrix.Locator("tbody tr")).ToHaveCountAsync(2);
        await Expect(page.GetByRole(AriaRole.Figure, new() { Name = "Reliability" }).Locator("svg").First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Figure, new() { Name = "Agreement with people" }).Locator("svg").First)
            .ToBeVisibleAsync();
        await page.ScreenshotAsync(
            new() { Path = Path.Combine(Fixtures.Root, "artifacts", "pages", "dashboard-whole.png"), FullPage = true }
        );
        await Site.AssertAccessibleAsync(page);
        Assert.Empty(site.Complaints);
    }

    [BrowserFact]
    public async Task The_page_is_for_everybody_in_light_in_dark_and_on_a_telephone()
    {
        await using var site = await Site.StartRealAsync(browser, ("MtRl:Stats:CacheSeconds", "0"));
        var page = await site.OpenAsAsync(KeyRole.Ops);
        await Site.InspectAsync(page, "/ui/dashboard", "dashboard-empty", page.GetByText("No figures of agreement yet"));
        await Archive.FillAsync(site.Service, 1500, 900);
        await Site.InspectAsync(page, "/ui/dashboard", "dashboard", page.GetByRole(AriaRole.Region, new() { Name = "Raters" }));
        Assert.Empty(site.Complaints);
    }
}
