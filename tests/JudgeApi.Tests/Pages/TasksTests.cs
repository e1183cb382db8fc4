using System.Text.RegularExpressions;
using JudgeApi.Keys;
using JudgeApi.Tests.Hosting;
using JudgeCore.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JudgeApi.Tests.Pages;

/// <summary>An operator words a task anew, sees what the judge will read, tries it on a picture and saves it.</summary>
[Collection(BrowserTests.Name)]
[Trait("Needs", "Browser")]
public sealed class TasksTests(Browser browser)
{
    private static CancellationToken Cancel => TestService.Cancel;

    [BrowserFact]
    public async Task A_task_is_edited_tried_and_saved()
    {
        await using var site = await Site.StartRealAsync(browser);
        var page = await site.OpenAsAsync(KeyRole.Ops, "/ui/tasks");
        await page.GetByRole(AriaRole.Link, new() { Name = BuiltInTasks.Technical, Exact = true }).ClickAsync();
        var prompt = page.GetByRole(AriaRole.Region, new() { Name = "Prompt" });
        await Expect(prompt).ToContainTextAsync("Think, then answer yes or no.");

        await page.GetByLabel("Rubric").FillAsync("Is the picture sharp and clean?");
        await Expect(prompt).ToContainTextAsync("Is the picture sharp and clean?");
        await page.GetByLabel("Labels", new() { Exact = false }).First.FillAsync("yes\nYes");
        await Expect(page.GetByText("Two labels are the same, or differ in capitals only.")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Save as a new version" })).ToBeDisabledAsync();
        await page.GetByLabel("Labels", new() { Exact = false }).First.FillAsync("yes\nno");

        await page.Locator("input[type=file]")
            .SetInputFilesAsync(
                new FilePayload
                {
                    Name = "picture.png",
                    MimeType = "image/png",
                    Buffer = Gallery.Picture(BuiltInTasks.Technical, 3),
                }
            );
        await Expect(page.GetByAltText("The chosen picture")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Judge", Exact = true }).ClickAsync();
        await Expect(page.Locator(".outcome")).ToContainTextAsync(new Regex("(yes|no) with [0-9.]+ %, by tiny-judge"));
        await Expect(page.Locator(".outcome .reasoning")).ToBeVisibleAsync();
        await Site.PictureAsync(page, "task-tried");
        await Site.AssertAccessibleAsync(page);
        Assert.Equal(0, await site.Service.InDatabaseAsync(db => db.Judgments.CountAsync(Cancel)));

        await page.GetByRole(AriaRole.Button, new() { Name = "Save as a new version" }).ClickAsync();
        await Expect(page.GetByText("Saved as version 2.")).ToBeVisibleAsync();
        var rows = page.GetByRole(AriaRole.Region, new() { Name = "Versions of technical" }).Locator("tbody tr");
        await Expect(rows).ToHaveCountAsync(2);
        await Expect(rows.Nth(1)).ToContainTextAsync("the program");
        await rows.Nth(1).GetByRole(AriaRole.Button, new() { Name = "Take over version 1" }).ClickAsync();
        await Expect(page.GetByLabel("Rubric")).Not.ToHaveValueAsync("Is the picture sharp and clean?");
        Assert.Empty(site.Complaints);
    }

    [BrowserFact]
    public async Task A_new_task_is_written_and_a_pasted_picture_is_judged_by_it()
    {
        await using var site = await Site.StartAsync(browser);
        var page = await site.OpenAsAsync(KeyRole.Ops, "/ui/tasks/new");
        await page.GetByLabel("Name").FillAsync("Plain background");
        await Expect(page.GetByText("A task's name has at most 64 lower-case letters")).ToBeVisibleAsync();
        await page.GetByLabel("Name").FillAsync("plain-background");
        await page.GetByLabel("Rubric").FillAsync("Is the background plain?");
        await page.GetByLabel("Favourable label").SelectOptionAsync("yes");
        await page.EvaluateAsync(
            """
            encoded => {
              const bytes = Uint8Array.from(atob(encoded), one => one.charCodeAt(0));
              const brought = new DataTransfer();
              brought.items.add(new File([bytes], 'pasted.png', { type: 'image/png' }));
              document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: brought, bubbles: true, cancelable: true }));
            }
            """,
            Convert.ToBase64String(Gallery.Picture(BuiltInTasks.Safety, 1))
        );
        await Expect(page.GetByAltText("The chosen picture")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Judge", Exact = true }).ClickAsync();
        await Expect(page.Locator(".outcome")).ToContainTextAsync("with");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create task" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/ui/tasks/plain-background$"));
        await Expect(page.GetByText("Version 1, labels")).ToBeVisibleAsync();
        Assert.Equal(
            1,
            await site.Service.InDatabaseAsync(db => db.TaskRevisions.CountAsync(row => row.Name == "plain-background", Cancel))
        );
        Assert.Empty(site.Complaints);
    }

    [BrowserFact]
    public async Task The_pages_are_for_everybody_in_light_in_dark_and_on_a_telephone()
    {
        await using var site = await Site.StartAsync(browser);
        var page = await site.OpenAsAsync(KeyRole.Ops);
        await Site.InspectAsync(page, "/ui/tasks", "tasks", page.Locator("tbody tr"));
        await Site.InspectAsync(
            page,
            $"/ui/tasks/{BuiltInTasks.PairwiseOf(BuiltInTasks.Alignment)}",
            "task",
            page.GetByText("Second image:")
        );
        await Site.InspectAsync(page, "/ui/tasks/nothing", "task-missing", page.GetByText("There is no such task"));
        Assert.Empty(site.Complaints);
    }
}
