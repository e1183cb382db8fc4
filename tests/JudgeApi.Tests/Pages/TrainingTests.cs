using System.Text.RegularExpressions;
using JudgeApi.Keys;
using JudgeApi.Tests.Hosting;
using JudgeApi.Tests.Models;
using JudgeApi.Tests.Retraining;
using JudgeCore.Tasks;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace JudgeApi.Tests.Pages;

/// <summary>An operator takes corrections through a run to a new served version, and back.</summary>
[Collection(BrowserTests.Name)]
[Trait("Needs", "Browser")]
public sealed class TrainingTests(Browser browser)
{
    [BrowserFact]
    public async Task An_operator_starts_a_run_from_the_preview_watches_it_reads_the_gate_promotes_and_rolls_back()
    {
        using var versions = new ScriptedVersions();
        using var trainer = new FakeTrainer(stepSeconds: 0.4);
        await using var site = await StartAsync(versions, trainer);
        await CorrectAsync(site, 20);
        var page = await site.OpenAsAsync(KeyRole.Ops, "/ui/training");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No run yet" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "New run" }).ClickAsync();
        var preview = page.GetByRole(AriaRole.Region, new() { Name = "Preview" });
        await Expect(preview)
            .ToContainTextAsync(new Regex("[0-9]+ judgments train first for 6 steps; [0-9]+ others decide at the gate"));
        await page.GetByLabel("Steps").FillAsync("0");
        await page.Keyboard.PressAsync("Tab");
        await Expect(preview.GetByRole(AriaRole.Alert)).ToContainTextAsync("steps must be from 1");
        await page.GetByLabel("Steps").FillAsync("7");
        await page.Keyboard.PressAsync("Tab");
        await Expect(preview).ToContainTextAsync("for 7 steps");
        await Site.PictureAsync(page, "run-preview");
        await preview.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();

        var state = page.GetByRole(AriaRole.Region, new() { Name = "State" });
        await Expect(state).ToContainTextAsync(new Regex("Step [2-6] of 7"));
        var curves = page.GetByRole(AriaRole.Figure, new() { Name = "Accuracy by task" });
        await Expect(curves.Locator("svg").First).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Sampled answers" })).ToContainTextAsync("blur strong");
        await Site.PictureAsync(page, "run-live");

        await Expect(state).ToContainTextAsync("The gate let first-v2 pass");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Rules of the gate" }))
            .ToContainTextAsync("The accuracy rises by 20 points.");
        var differences = page.GetByRole(AriaRole.Region, new() { Name = "Items with another verdict" });
        await Expect(differences.Locator("tbody tr").First).ToContainTextAsync("candidate");
        await Expect(differences.Locator("img").First).ToBeVisibleAsync();
        await curves.GetByText("The numbers").ClickAsync();
        await Expect(curves.Locator("tbody tr")).ToHaveCountAsync(7);

        await page.GetByRole(AriaRole.Link, new() { Name = "To the models" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Promote first-v2" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Promote" }).ClickAsync();
        await Expect(page.Locator(".big")).ToHaveTextAsync("first-v2");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Servers" }).Locator("tbody tr"))
            .ToContainTextAsync("serving");
        await page.GetByRole(AriaRole.Button, new() { Name = "Roll back to first" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Roll back" }).ClickAsync();
        await Expect(page.Locator(".big")).ToHaveTextAsync("first");
        Assert.Empty(site.Complaints);
    }

    [BrowserFact]
    public async Task A_run_is_cancelled_from_its_page_and_too_few_corrections_start_none()
    {
        using var versions = new ScriptedVersions();
        using var trainer = new FakeTrainer(stepSeconds: 0.3);
        await using var site = await StartAsync(versions, trainer);
        await CorrectAsync(site, 2);
        var page = await site.OpenAsAsync(KeyRole.Ops, "/ui/training/new");
        var preview = page.GetByRole(AriaRole.Region, new() { Name = "Preview" });
        await Expect(preview).ToContainTextAsync("There are 2 judgments with a label; a run needs 10");
        await Expect(preview.GetByRole(AriaRole.Button, new() { Name = "Start" })).ToBeDisabledAsync();

        await CorrectAsync(site, 18, 2);
        await page.GetByLabel("Steps").FillAsync("500");
        await page.Keyboard.PressAsync("Tab");
        await preview.GetByRole(AriaRole.Button, new() { Name = "Start" }).ClickAsync();
        var state = page.GetByRole(AriaRole.Region, new() { Name = "State" });
        await Expect(state).ToContainTextAsync(new Regex("Step [1-9]"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Cancel", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Cancel the run" }).ClickAsync();
        await Expect(state).ToContainTextAsync("It was cancelled.");
        await page.GotoAsync("/ui/training");
        await Expect(page.Locator("tbody tr")).ToContainTextAsync("cancelled");
        Assert.Empty(site.Complaints);
    }

    [BrowserFact]
    public async Task The_pages_are_for_everybody_in_light_in_dark_and_on_a_telephone()
    {
        using var versions = new ScriptedVersions();
        using var trainer = new FakeTrainer(outcome: "failed");
        await using var site = await StartAsync(versions, trainer);
        await CorrectAsync(site, 20);
        var page = await site.OpenAsAsync(KeyRole.Ops);
        await Site.InspectAsync(page, "/ui/training", "training-empty", page.GetByText("No run yet"));
        await Site.InspectAsync(page, "/ui/training/new", "training-new", page.GetByText("judgments train"));
        using var ops = site.Service.As(KeyRole.Ops);
        using var begun = await ops.SendJsonAsync(HttpMethod.Post, "/training-runs", new { });
        string id = (await begun.JsonAsync(System.Net.HttpStatusCode.Accepted)).GetProperty("id").GetString()!;
        await Site.InspectAsync(page, $"/ui/training/{id}", "run", page.GetByText("Items with another verdict").First);
        await Site.InspectAsync(page, "/ui/training", "training", page.GetByText("refused").First);
        await Site.InspectAsync(page, "/ui/training/none", "run-missing", page.GetByText("There is no such run"));
        Assert.Empty(site.Complaints);
    }

    private Task<Site> StartAsync(ScriptedVersions versions, FakeTrainer trainer) =>
        Site.StartVersionsAsync(
            browser,
            versions,
            ("MtRl:Retraining:Trainer", trainer.Program),
            ("MtRl:Retraining:PollSeconds", "0.05"),
            ("MtRl:Retraining:MinItems", "10"),
            ("MtRl:Retraining:Steps", "6"),
            ("MtRl:Retraining:Nice", "0"),
            ("MtRl:RateLimits:RequestsPerSecond", "100000"),
            ("MtRl:RateLimits:Burst", "100000")
        );

    private static async Task CorrectAsync(Site site, int count, int first = 0)
    {
        using var ops = site.Service.As(KeyRole.Ops);
        for (int i = first; i < first + count; i++)
        {
            using var answer = await ops.SendJsonAsync(
                HttpMethod.Post,
                "/judge",
                new { task = BuiltInTasks.Technical, images = new[] { Pictures.Data(i) } }
            );
            string id = (await answer.JsonAsync()).GetProperty("id").GetString()!;
            using var said = await ops.SendJsonAsync(
                HttpMethod.Post,
                $"/judgments/{id}/corrections",
                new { verdict = i % 2 == 0 ? "yes" : "no" }
            );
            Assert.True(said.IsSuccessStatusCode);
        }
    }
}
