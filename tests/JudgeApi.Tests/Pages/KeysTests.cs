using JudgeApi.Keys;
using JudgeApi.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JudgeApi.Tests.Pages;

/// <summary>An operator lets people in, shuts them out, and reads who did what.</summary>
[Collection(BrowserTests.Name)]
[Trait("Needs", "Browser")]
public sealed class KeysTests(Browser browser)
{
    [BrowserFact]
    public async Task A_key_is_made_used_revoked_and_all_of_it_is_in_the_log()
    {
        await using var site = await Site.StartAsync(browser);
        var page = await site.OpenAsAsync(KeyRole.Ops, "/ui/keys");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("name must have 1 to 100 characters");
        await page.GetByLabel("Name").FillAsync("Ada");
        await page.GetByLabel("Role").SelectOptionAsync("Rater");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();
        string key = await page.GetByRole(AriaRole.Region, new() { Name = "The new key" }).Locator("code").InnerTextAsync();
        Assert.StartsWith("mtrl_", key, StringComparison.Ordinal);
        await Site.PictureAsync(page, "keys-new");

        var ada = await site.OpenWithAsync(key, "/ui/rate");
        await Expect(ada.GetByRole(AriaRole.Heading, new() { Name = "Rate" })).ToBeVisibleAsync();
        var row = page.Locator("tbody tr").Filter(new() { HasText = "Ada" });
        await row.GetByRole(AriaRole.Button, new() { Name = "Revoke the key of Ada" }).ClickAsync();
        var question = page.GetByRole(AriaRole.Dialog);
        await Expect(question).ToContainTextAsync("Revoke the key of Ada?");
        await Site.PictureAsync(page, "keys-revoke");
        await Site.AssertAccessibleAsync(page);
        await question.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(question).ToHaveCountAsync(0);
        await row.GetByRole(AriaRole.Button, new() { Name = "Revoke the key of Ada" }).ClickAsync();
        await question.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Expect(row.GetByRole(AriaRole.Button)).ToHaveCountAsync(0);
        await Expect(ada.GetByText("your key was revoked")).ToBeVisibleAsync();

        await page.GotoAsync("/ui/audit");
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("key.revoked");
        await Expect(page.Locator("tbody tr").Nth(1)).ToContainTextAsync("key.created");
        string id = await site.Service.InDatabaseAsync(db =>
            db.ApiKeys.Where(one => one.Name == "Ada").Select(one => one.Id).SingleAsync(TestService.Cancel)
        );
        await page.GetByLabel("About").FillAsync(id);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(2);
        await page.GetByLabel("About").FillAsync("nobody");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("Nothing is written down about “nobody”.")).ToBeVisibleAsync();
        Assert.Empty(site.Complaints);
    }

    [BrowserFact]
    public async Task The_pages_are_for_everybody_in_light_in_dark_and_on_a_telephone()
    {
        await using var site = await Site.StartAsync(browser);
        var page = await site.OpenAsAsync(KeyRole.Ops);
        await Site.InspectAsync(page, "/ui/keys", "keys", page.Locator("tbody tr"));
        await Site.InspectAsync(page, "/ui/audit", "audit", page.Locator("main tbody tr, main .empty"));
        Assert.Empty(site.Complaints);
    }
}
