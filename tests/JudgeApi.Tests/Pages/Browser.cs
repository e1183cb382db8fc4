using Microsoft.Playwright;

namespace JudgeApi.Tests.Pages;

/// <summary>One browser for all tests of the pages; each person in a test has a session of its own in it.</summary>
public sealed class Browser : IAsyncLifetime
{
    private IPlaywright? playwright;
    private IBrowser? browser;

    internal IBrowser Running => browser ?? throw new InvalidOperationException(Chromium.Missing);

    public async ValueTask InitializeAsync()
    {
        if (Chromium.IsThere)
        {
            Assertions.SetDefaultExpectTimeout(Site.Patience);
            playwright = await Playwright.CreateAsync();
            browser = await playwright.Chromium.LaunchAsync(
                new BrowserTypeLaunchOptions
                {
                    ExecutablePath = Chromium.Program,
                    Args = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"],
                }
            );
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.CloseAsync();
        }

        playwright?.Dispose();
    }
}
