using System.Reflection;
using JudgeApi.Downloads;
using JudgeApi.Hosting;
using JudgeApi.Imports;
using JudgeApi.Judging;
using JudgeApi.Keys;
using JudgeApi.Problems;
using JudgeApi.Reviews;
using JudgeApi.Statistics;
using JudgeCore.Images;

namespace JudgeApi.Tests.Hosting;

public sealed class DocumentTests
{
    private static CancellationToken Cancel => TestService.Cancel;

    [Fact]
    public async Task The_document_has_every_route_with_examples_and_both_ways_to_send_a_key()
    {
        await using var service = await TestService.StartAsync();
        using var ops = service.As(KeyRole.Ops);
        var document = await (await ops.GetAsync("/swagger/v1/swagger.json", Cancel)).JsonAsync();
        var paths = document.GetProperty("paths");
        foreach (
            string path in new[]
            {
                "/judge",
                "/judge/batch",
                "/judgments",
                "/judgments/{id}",
                "/judgments/{id}/corrections",
                "/corrections",
                "/corrections/{id}",
                "/review-queue",
                "/review-queue/next",
                "/review-queue/{id}/skip",
                "/gold-items",
                "/gold-items/{id}",
                "/imports",
                "/export",
                "/images/{id}",
                "/stats",
                "/judgments/{id}/truth",
                "/calibrations",
                "/tasks",
                "/tasks/{name}",
                "/keys",
                "/keys/{id}",
                "/health/ready",
            }
        )
        {
            Assert.True(paths.TryGetProperty(path, out _), path);
        }

        var content = paths.GetProperty("/judge").GetProperty("post").GetProperty("requestBody").GetProperty("content");
        Assert.Equal("alignment", content.GetProperty("application/json").GetProperty("example").GetProperty("task").GetString());
        Assert.True(content.TryGetProperty("multipart/form-data", out _));
        var schemes = document.GetProperty("components").GetProperty("securitySchemes");
        Assert.Equal("bearer", schemes.GetProperty("bearer").GetProperty("scheme").GetString());
        Assert.Equal("X-Api-Key", schemes.GetProperty("apiKey").GetProperty("name").GetString());
        Assert.Contains(
            paths.GetProperty("/judgments").GetProperty("get").GetProperty("parameters").EnumerateArray(),
            parameter => parameter.GetProperty("name").GetString() == "cursor"
        );

        // The example is a request that works.
        using var pipeline = service.As(KeyRole.Pipeline);
        var example = new StringContent(
            content.GetProperty("application/json").GetProperty("example").GetRawText(),
            null,
            "application/json"
        );
        await (await pipeline.PostAsync("/judge", example, Cancel)).JsonAsync();
    }

    [Fact]
    public void Every_code_is_described()
    {
        string table = File.ReadAllText(Path.Combine(Fixtures.Root, "docs", "errors.md"));
        var codes = new[] { typeof(ProblemCodes), typeof(ImageRefusal) }
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static | BindingFlags.NonPublic))
            .Where(field => field.IsLiteral && field.FieldType == typeof(string))
            .Select(field => (string)field.GetRawConstantValue()!);
        Assert.All(codes, code => Assert.Contains($"| `{code}` |", table, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_setting_is_described()
    {
        string table = File.ReadAllText(Path.Combine(Fixtures.Root, "docs", "configuration.md"));
        foreach (var setting in typeof(ServiceOptions).GetProperties())
        {
            Assert.Contains($"| `MtRl:{setting.Name}", table, StringComparison.Ordinal);
        }

        foreach (
            var (section, type) in new[]
            {
                ("Images", typeof(ImageLimits)),
                ("ImageUrls", typeof(ImageUrlOptions)),
                ("Judging", typeof(JudgingOptions)),
                ("Review", typeof(ReviewOptions)),
                ("Imports", typeof(ImportOptions)),
                ("RateLimits", typeof(RateLimitOptions)),
                ("Stats", typeof(StatsOptions)),
            }
        )
        {
            var settings = type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly);
            Assert.All(
                settings,
                setting => Assert.Contains($"| `MtRl:{section}:{setting.Name}` |", table, StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public void Every_route_has_a_request_to_try()
    {
        string requests = string.Concat(
            Directory.EnumerateFiles(Path.Combine(Fixtures.Root, "requests"), "*.http").Select(File.ReadAllText)
        );
        foreach (
            string route in new[]
            {
                "POST {{host}}/judge",
                "POST {{host}}/judge/batch",
                "GET {{host}}/judgments",
                "POST {{host}}/judgments/{{judgment}}/corrections",
                "GET {{host}}/judgments/{{judgment}}/corrections",
                "GET {{host}}/corrections?",
                "GET {{host}}/corrections/{{correction}}",
                "GET {{host}}/review-queue/next",
                "POST {{host}}/review-queue/{{review}}/skip",
                "GET {{host}}/review-queue\n",
                "GET {{host}}/gold-items",
                "PUT {{host}}/gold-items/{{judgment}}",
                "DELETE {{host}}/gold-items/{{judgment}}",
                "POST {{host}}/imports?",
                "GET {{host}}/export",
                "GET {{host}}/images/",
                "GET {{host}}/stats",
                "GET {{host}}/judgments/{{judgment}}/truth",
                "GET {{host}}/calibrations",
                "POST {{host}}/calibrations",
                "GET {{host}}/tasks",
                "PUT {{host}}/tasks/",
                "GET {{host}}/keys",
                "POST {{host}}/keys",
                "DELETE {{host}}/keys/",
                "GET {{host}}/health/live",
                "GET {{host}}/health/ready",
                "GET {{host}}/metrics",
            }
        )
        {
            Assert.Contains(route, requests, StringComparison.Ordinal);
        }
    }
}
