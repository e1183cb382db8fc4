using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using JudgeApi.Keys;
using JudgeApi.Tests.Hosting;
using JudgeApi.Tests.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JudgeApi.Tests.Pages;

/// <summary>Operators exchange the served version and see every server follow.</summary>
[Collection(BrowserTests.Name)]
[Trait("Needs", "Browser")]
public sealed class ModelsTests(Browser browser)
{
    private static CancellationToken Cancel => TestService.Cancel;

    [BrowserFact]
    public async Task An_operator_promotes_rolls_back_and_pins_and_knows_before_what_changes()
    {
        using var versions = new ScriptedVersions();
        await using var site = await Site.StartVersionsAsync(browser, versions);
        string second = await ImportAsync(site, versions, "second");
        var page = await site.OpenAsAsync(KeyRole.Ops, "/ui/models");
        var wanted = page.GetByRole(AriaRole.Region, new() { Name = "Wanted version" });
        var server = page.GetByRole(AriaRole.Region, new() { Name = "Servers" }).Locator("tbody tr");
        await Expect(wanted).ToContainTextAsync("first");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Roll back" })).ToBeDisabledAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = $"Promote {second}" }).ClickAsync();
        var question = page.GetByRole(AriaRole.Dialog);
        await Expect(question).ToContainTextAsync($"Every server loads {second} beside first");
        await Site.PictureAsync(page, "models-promote");
        await Site.AssertAccessibleAsync(page);
        await question.GetByLabel("Reason").FillAsync("better on night shots");
        await question.GetByRole(AriaRole.Button, new() { Name = "Promote" }).ClickAsync();
        await Expect(wanted.Locator(".big")).ToHaveTextAsync(second);
        await Expect(server).ToContainTextAsync("serving");
        await Expect(server).ToContainTextAsync(second);

        await page.GetByRole(AriaRole.Button, new() { Name = "Roll back to first" }).ClickAsync();
        await question.GetByRole(AriaRole.Button, new() { Name = "Roll back" }).ClickAsync();
        await Expect(wanted.Locator(".big")).ToHaveTextAsync("first");
        await page.GetByRole(AriaRole.Button, new() { Name = "Pin first", Exact = true }).ClickAsync();
        await question.GetByRole(AriaRole.Button, new() { Name = "Pin" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Unpin first", Exact = true })).ToBeVisibleAsync();

        var log = await site.Service.InDatabaseAsync(db =>
            db.AuditEntries.Where(row => row.Action.StartsWith("model.")).OrderBy(row => row.At).ToListAsync(Cancel)
        );
        Assert.Equal(
            ["model.registered", "model.registered", "model.promoted", "model.rolled_back", "model.pinned"],
            log.Select(row => row.Action)
        );
        Assert.Equal("better on night shots", log[2].Reason);
        Assert.Empty(site.Complaints);
    }

    [BrowserFact]
    public async Task Of_two_operators_who_promote_at_once_one_is_told_that_the_other_was_first()
    {
        using var versions = new ScriptedVersions();
        await using var site = await Site.StartVersionsAsync(browser, versions);
        string[] names = [await ImportAsync(site, versions, "second"), await ImportAsync(site, versions, "third")];
        List<IPage> pages = [];
        foreach (string name in names)
        {
            var page = await site.OpenAsAsync(KeyRole.Ops, "/ui/models");
            await page.GetByRole(AriaRole.Button, new() { Name = $"Promote {name}" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
            pages.Add(page);
        }

        await Task.WhenAll(
            pages.Select(page =>
                page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Promote" }).ClickAsync()
            )
        );
        foreach (var page in pages)
        {
            await Expect(page.Locator(".big")).ToHaveTextAsync(new Regex("^first-v[23]$"));
        }

        string winner = await pages[0].Locator(".big").InnerTextAsync();
        int loser = winner == names[0] ? 1 : 0;
        await Expect(pages[loser].GetByRole(AriaRole.Alert))
            .ToHaveTextAsync($"The wanted version is {winner} by now, not first: look again.");
        await Expect(pages[1 - loser].GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await Site.PictureAsync(pages[loser], "models-refused");
        Assert.Equal(
            1,
            await site.Service.InDatabaseAsync(db => db.AuditEntries.CountAsync(row => row.Action == "model.promoted", Cancel))
        );
    }

    [BrowserFact]
    public async Task The_page_is_for_everybody_in_light_in_dark_and_on_a_telephone()
    {
        using var versions = new ScriptedVersions();
        await using var site = await Site.StartVersionsAsync(browser, versions);
        await ImportAsync(site, versions, "second");
        await ImportAsync(site, versions, "third", "first-v2");
        await ImportAsync(site, versions, "fourth");
        var page = await site.OpenAsAsync(KeyRole.Ops);
        await Site.InspectAsync(page, "/ui/models", "models", page.GetByText("first-v4").First);
        Assert.Empty(site.Complaints);
    }

    private static async Task<string> ImportAsync(Site site, ScriptedVersions versions, string seed, string from = "first")
    {
        using var ops = site.Service.As(KeyRole.Ops);
        using var content = new ByteArrayContent(versions.Zip(seed));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
        using var answer = await ops.PostAsync($"/models/import?base={from}", content, Cancel);
        return (await answer.JsonAsync(System.Net.HttpStatusCode.Created)).GetProperty("name").GetString()!;
    }
}
