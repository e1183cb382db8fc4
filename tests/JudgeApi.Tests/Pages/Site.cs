using JudgeApi.Hosting;
using JudgeApi.Keys;
using JudgeApi.Tests.Hosting;
using JudgeApi.Tests.Models;
using Microsoft.Playwright;

namespace JudgeApi.Tests.Pages;

/// <summary>A service on a real port and people who use its pages.</summary>
internal sealed class Site(TestService service, Browser browser) : IAsyncDisposable
{
    /// <summary>Milliseconds that a test waits for something on a page: far more than it takes, so that a busy machine fails nothing.</summary>
    public const float Patience = 30_000;

    private static readonly (string, string) Quick = ("MtRl:Pages:RecheckSeconds", "0.2");

    /// <summary>How three people see a page: name, dark, narrow.</summary>
    public static readonly (string Name, bool Dark, bool Narrow)[] Looks =
    [
        ("light", false, false),
        ("dark", true, false),
        ("narrow", false, true),
    ];

    private readonly List<IBrowserContext> sessions = [];

    public TestService Service { get; } = service;

    /// <summary>What pages wrote to the browser's console as errors, refused scripts and styles among it.</summary>
    public List<string> Complaints { get; } = [];

    public static async Task<Site> StartAsync(Browser browser, params (string, string)[] settings) =>
        new(await TestService.StartAsync(kestrel: true, settings: [Quick, .. settings]), browser);

    /// <summary>With the judge that ships instead of a scripted one.</summary>
    public static async Task<Site> StartRealAsync(Browser browser, params (string, string)[] settings) =>
        new(
            await TestService.StartAsync(
                kestrel: true,
                replace: services => services.AddJudge(),
                settings:
                [
                    Quick,
                    ("MtRl:Checkpoint", Path.Combine(Fixtures.Root, "models", "tiny-judge")),
                    ("MtRl:Engine:Threads", "1"),
                    .. settings,
                ]
            ),
            browser
        );

    /// <summary>With scripted versions of the judge, the first of which is served.</summary>
    public static async Task<Site> StartVersionsAsync(
        Browser browser,
        ScriptedVersions versions,
        params (string, string)[] settings
    ) =>
        new(
            await TestService.StartAsync(
                kestrel: true,
                replace: versions.Replace,
                settings: [Quick, ("MtRl:Checkpoint", versions.Folder("first")), ("MtRl:Models:PollSeconds", "0.1"), .. settings]
            ),
            browser
        );

    /// <summary>A browser of somebody who is not signed in.</summary>
    /// <param name="dark">Prefers dark colours.</param>
    /// <param name="narrow">A telephone 390 pixels wide.</param>
    public async Task<IPage> OpenAsync(bool dark = false, bool narrow = false)
    {
        var page = await NewPageAsync(browser, Service.Address, dark, narrow);
        sessions.Add(page.Context);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                Complaints.Add($"{new Uri(page.Url).AbsolutePath}: {message.Text}");
            }
        };
        page.PageError += (_, error) => Complaints.Add($"{new Uri(page.Url).AbsolutePath}: {error}");
        return page;
    }

    /// <summary>A browser of somebody, wherever the service is.</summary>
    public static async Task<IPage> NewPageAsync(Browser browser, Uri address, bool dark = false, bool narrow = false)
    {
        var session = await browser.Running.NewContextAsync(
            new BrowserNewContextOptions
            {
                BaseURL = address.ToString(),
                ColorScheme = Colours(dark),
                ViewportSize = Screen(narrow),
                ReducedMotion = ReducedMotion.Reduce,
                Locale = "en-GB",
            }
        );
        session.SetDefaultTimeout(Patience);
        return await session.NewPageAsync();
    }

    /// <summary>A browser of somebody who has signed in with a key of this role and sees a page.</summary>
    public async Task<IPage> OpenAsAsync(KeyRole role, string path = "/ui", bool dark = false, bool narrow = false) =>
        await OpenWithAsync(Service.KeyOf(role), path, dark, narrow);

    /// <summary>Likewise with this very key.</summary>
    public async Task<IPage> OpenWithAsync(string key, string path = "/ui", bool dark = false, bool narrow = false)
    {
        var page = await OpenAsync(dark, narrow);
        await SignInAsync(page, key, path);
        return page;
    }

    /// <summary>Asks for a page, and signs in to see it.</summary>
    public static async Task SignInAsync(IPage page, string key, string path)
    {
        await page.GotoAsync(path);
        await page.GetByLabel("API key").FillAsync(key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.Locator("main h1").WaitForAsync();
    }

    /// <summary>Fails where a page has what people with a screen reader or weak eyes cannot use.</summary>
    public static async Task AssertAccessibleAsync(IPage page)
    {
        string[] serious = await Axe.SeriousAsync(page);
        Assert.True(serious.Length == 0, $"{page.Url}\n{string.Join('\n', serious)}");
    }

    /// <summary>Looks at a page in light, in dark and as on a telephone, and writes down what it looks like.</summary>
    /// <param name="page">Of somebody who is signed in: it goes there.</param>
    /// <param name="path">The page to see.</param>
    /// <param name="name">Of the pictures.</param>
    /// <param name="ready">What is on the page when it has all that it shows.</param>
    public static async Task InspectAsync(IPage page, string path, string name, ILocator ready)
    {
        foreach (var (look, dark, narrow) in Looks)
        {
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = Colours(dark) });
            await page.SetViewportSizeAsync(Screen(narrow).Width, Screen(narrow).Height);
            await page.GotoAsync(path);
            await page.GetByLabel($"Switch to {(dark ? "light" : "dark")} colours").WaitForAsync();
            await ready.First.WaitForAsync();
            await page.WaitForFunctionAsync("() => [...document.images].every(image => image.complete)");
            await PictureAsync(page, $"{name}-{look}");
            await AssertAccessibleAsync(page);
            int wide = await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - window.innerWidth");
            Assert.True(wide <= 0, $"{name}-{look} is {wide} pixels wider than the screen");
        }
    }

    /// <summary>Writes what the page looks like to artifacts/pages.</summary>
    public static async Task PictureAsync(IPage page, string name)
    {
        string folder = Path.Combine(Fixtures.Root, "artifacts", "pages", TestDatabase.IsPostgres ? "postgres" : "sqlite");
        Directory.CreateDirectory(folder);
        await page.ScreenshotAsync(
            new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), Animations = ScreenshotAnimations.Disabled }
        );
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var session in sessions)
        {
            await session.CloseAsync();
        }

        await Service.DisposeAsync();
    }

    private static ColorScheme Colours(bool dark) => dark ? ColorScheme.Dark : ColorScheme.Light;

    private static ViewportSize Screen(bool narrow) =>
        narrow ? new ViewportSize { Width = 390, Height = 844 } : new ViewportSize { Width = 1280, Height = 860 };
}
