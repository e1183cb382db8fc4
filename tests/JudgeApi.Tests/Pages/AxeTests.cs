using JudgeApi.Tests.Hosting;

namespace JudgeApi.Tests.Pages;

/// <summary>What looks for mistakes finds one.</summary>
[Collection(BrowserTests.Name)]
[Trait("Needs", "Browser")]
public sealed class AxeTests(Browser browser)
{
    [BrowserFact]
    public async Task A_picture_without_words_is_found_and_one_with_words_is_right()
    {
        await using var site = await Site.StartAsync(browser);
        var page = await site.OpenAsync();
        await page.SetContentAsync(With("<img src='data:,'>"));
        Assert.StartsWith("image-alt: ", Assert.Single(await Axe.SeriousAsync(page)), StringComparison.Ordinal);
        await page.SetContentAsync(With("<img src='data:,' alt='a ball'>"));
        Assert.Empty(await Axe.SeriousAsync(page));
    }

    private static string With(string picture) =>
        $"<html lang='en'><title>Pictures</title><main><h1>Pictures</h1>{picture}</main>";
}
