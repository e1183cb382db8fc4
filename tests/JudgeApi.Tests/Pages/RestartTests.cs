using JudgeApi.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JudgeApi.Tests.Pages;

/// <summary>The real program goes away under an open page and comes back.</summary>
[Collection(BrowserTests.Name)]
[Trait("Needs", "Browser")]
public sealed class RestartTests(Browser browser)
{
    private static CancellationToken Cancel => TestService.Cancel;

    [BrowserFact]
    public async Task A_page_left_open_over_a_restart_comes_back_by_itself_and_its_person_stays_signed_in()
    {
        string folder = Directory.CreateTempSubdirectory("mtrl-api-").FullName;
        string? database = await TestDatabase.OfAsync(folder);
        try
        {
            IPage page;
            Uri address;
            using (var service = ServiceProcess.Start(folder, database))
            {
                await service.ReadyAsync(Cancel);
                address = service.Address;
                page = await Site.NewPageAsync(browser, address);
                await Site.SignInAsync(page, TestService.OpsKey, "/ui/keys");
                await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
                service.Kill();
            }

            await Expect(page.GetByText("The connection to the service is interrupted.")).ToBeVisibleAsync();
            using (var service = ServiceProcess.StartAt(address, folder, database))
            {
                await service.ReadyAsync(Cancel);

                // Nobody touches the page: it is loaded anew, shows what it showed, and works.
                await Expect(page.GetByText("The connection to the service is interrupted.")).ToBeHiddenAsync();
                await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
                await page.GetByLabel("Name").FillAsync("After the restart");
                await page.GetByRole(AriaRole.Button, new() { Name = "Create key" }).ClickAsync();
                await Expect(page.Locator("tbody tr")).ToHaveCountAsync(2);
                await page.Context.CloseAsync();
            }
        }
        finally
        {
            await TestDatabase.DropAsync(database);
            Directory.Delete(folder, recursive: true);
        }
    }
}
