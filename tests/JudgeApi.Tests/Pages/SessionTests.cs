using System.Net;
using JudgeApi.Keys;
using JudgeApi.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JudgeApi.Tests.Pages;

/// <summary>How people come in and go, and what their browser may do meanwhile.</summary>
[Collection(BrowserTests.Name)]
[Trait("Needs", "Browser")]
public sealed class SessionTests(Browser browser)
{
    private static CancellationToken Cancel => TestService.Cancel;

    [BrowserFact]
    public async Task Somebody_signs_in_sees_what_the_role_opens_and_signs_out()
    {
        await using var site = await Site.StartAsync(browser);
        var page = await site.OpenAsync();
        await page.GotoAsync("/");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/ui/sign-in"));
        foreach (var (look, dark, narrow) in Site.Looks)
        {
            var other = await site.OpenAsync(dark, narrow);
            await other.GotoAsync("/ui/sign-in");
            await Site.PictureAsync(other, $"sign-in-{look}");
            await Site.AssertAccessibleAsync(other);
        }

        await page.GetByLabel("API key").FillAsync("a wrong key");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not known");

        await page.GetByLabel("API key").FillAsync(site.Service.KeyOf(KeyRole.Rater));
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Rate" })).ToBeVisibleAsync();
        var menu = page.GetByRole(AriaRole.Navigation, new() { Name = "Pages" });
        await Expect(menu.GetByRole(AriaRole.Link)).ToHaveTextAsync(["Rate", "Judgments"]);
        await Site.AssertAccessibleAsync(page);

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.GetByText("You are signed out.")).ToBeVisibleAsync();
        await page.GotoAsync("/ui/rate");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/ui/sign-in"));
        Assert.Empty(site.Complaints);
    }

    [BrowserFact]
    public async Task A_revoked_key_is_signed_out_of_the_open_page()
    {
        await using var site = await Site.StartAsync(browser);
        using var ops = site.Service.As(KeyRole.Ops);
        using var made = await ops.SendJsonAsync(HttpMethod.Post, "/keys", new { name = "Ada", role = "rater" });
        var key = await made.JsonAsync(HttpStatusCode.Created);
        var page = await site.OpenWithAsync(key.GetProperty("key").GetString()!, "/ui/rate");

        using var revoked = await ops.DeleteAsync($"/keys/{key.GetProperty("id").GetString()}", Cancel);
        Assert.Equal(HttpStatusCode.NoContent, revoked.StatusCode);

        await Expect(page.GetByText("your key was revoked")).ToBeVisibleAsync();
        Assert.DoesNotContain((await page.Context.CookiesAsync()), cookie => cookie.Name == "mtrljudge");
    }

    [BrowserFact]
    public async Task A_key_sees_no_page_of_another_role_and_no_page_is_somebody_elses_to_embed()
    {
        await using var site = await Site.StartAsync(browser);
        var page = await site.OpenAsAsync(KeyRole.Pipeline);
        await page.GotoAsync("/ui/rate");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Not for this key" })).ToBeVisibleAsync();
        await page.GotoAsync("/ui/nothing-of-this-name");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "There is no such page" })).ToBeVisibleAsync();

        var cookie = (await page.Context.CookiesAsync()).Single(cookie => cookie.Name == "mtrljudge");
        Assert.True(cookie.HttpOnly);
        Assert.Equal(SameSiteAttribute.Lax, cookie.SameSite);

        var answer = await page.GotoAsync("/ui/sign-in");
        string policy = (await answer!.AllHeadersAsync())["content-security-policy"];
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cookie_of_the_pages_opens_no_route_of_the_api_and_a_form_without_its_token_opens_no_session()
    {
        await using var service = await TestService.StartAsync();
        using var client = service.As(null);
        var form = await client.GetStringAsync("/ui/sign-in", Cancel);
        string token = System
            .Text.RegularExpressions.Regex.Match(form, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")
            .Groups[1]
            .Value;

        using var foreign = await client.PostAsync(
            "/ui/session",
            new FormUrlEncodedContent([new("key", TestService.OpsKey)]),
            Cancel
        );
        Assert.Contains("said=stale", foreign.Headers.Location!.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Cookies(foreign), cookie => cookie.StartsWith("mtrljudge=", StringComparison.Ordinal));

        using var entered = await client.PostAsync(
            "/ui/session",
            new FormUrlEncodedContent([
                new("key", TestService.OpsKey),
                new("__RequestVerificationToken", token),
                new("returnUrl", "https://elsewhere.example/"),
            ]),
            Cancel
        );
        Assert.Equal("/ui", entered.Headers.Location!.ToString());
        Assert.Contains(Cookies(entered), cookie => cookie.StartsWith("mtrljudge=", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/ui/judgments", Cancel)).StatusCode);
        await (await client.GetAsync("/judgments", Cancel)).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    private static IEnumerable<string> Cookies(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Set-Cookie", out var values) ? values : [];
}
