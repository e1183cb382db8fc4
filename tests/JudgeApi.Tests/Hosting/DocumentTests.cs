using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using JudgeApi.Downloads;
using JudgeApi.Hosting;
using JudgeApi.Imports;
using JudgeApi.Judging;
using JudgeApi.Keys;
using JudgeApi.Problems;
using JudgeApi.Retraining;
using JudgeApi.Reviews;
using JudgeApi.Statistics;
using JudgeApi.Tests.Judging;
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
                "/training-runs",
                "/training-runs/{id}",
                "/training-runs/{id}/events",
                "/training-runs/{id}/cancel",
                "/tasks",
                "/tasks/{name}",
                "/keys",
                "/keys/{id}",
                "/models",
                "/models/{version}",
                "/models/{version}/promote",
                "/models/{version}/pin",
                "/models/rollback",
                "/models/import",
                "/audit",
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
    public async Task Every_body_and_every_answer_in_json_has_an_example()
    {
        await using var service = await TestService.StartAsync();
        using var ops = service.As(KeyRole.Ops);
        var document = await (await ops.GetAsync("/swagger/v1/swagger.json", Cancel)).JsonAsync();
        List<string> without = [];
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                var bodies = operation.Value.TryGetProperty("requestBody", out var body)
                    ? [("body", body)]
                    : Array.Empty<(string, JsonElement)>();
                var answers = operation
                    .Value.GetProperty("responses")
                    .EnumerateObject()
                    .Where(answer => answer.Name.StartsWith('2'))
                    .Select(answer => (answer.Name, answer.Value));
                without.AddRange(
                    bodies
                        .Concat(answers)
                        .Where(part =>
                            part.Item2.TryGetProperty("content", out var content)
                            && content.TryGetProperty("application/json", out var json)
                            && !json.TryGetProperty("example", out _)
                        )
                        .Select(part => $"{operation.Name} {path.Name} {part.Item1}")
                );
            }
        }

        Assert.Empty(without);
    }

    [Fact]
    public async Task An_example_has_the_members_that_the_answer_has()
    {
        await using var service = await TestService.StartAsync();
        using var ops = service.As(KeyRole.Ops);
        var judged = await JudgeJourneyTests.JudgeAsync(ops, "technical", Pictures.Data());
        string id = judged.GetProperty("id").GetString()!;
        var corrected = await (
            await ops.SendJsonAsync(HttpMethod.Post, $"/judgments/{id}/corrections", new { verdict = "no" })
        ).JsonAsync(HttpStatusCode.Created);
        await (await ops.SendJsonAsync(HttpMethod.Put, $"/gold-items/{id}", new { verdict = "no" })).JsonAsync();
        string correction = corrected.GetProperty("id").GetString()!;
        foreach (
            var (route, path) in new[]
            {
                ("/health/live", "/health/live"),
                ("/health/ready", "/health/ready"),
                ("/judgments", "/judgments"),
                ("/judgments/{id}", $"/judgments/{id}"),
                ("/judgments/{id}/corrections", $"/judgments/{id}/corrections"),
                ("/corrections", "/corrections"),
                ("/corrections/{id}", $"/corrections/{correction}"),
                ("/gold-items", "/gold-items"),
                ("/keys", "/keys"),
                ("/models", "/models"),
                ("/models/{version}", "/models/scripted"),
                ("/audit", "/audit"),
                ("/tasks", "/tasks"),
                ("/tasks/{name}", "/tasks/alignment"),
                ("/judgments/{id}/truth", $"/judgments/{id}/truth"),
                ("/stats", "/stats?sample=all&by=day"),
                ("/review-queue", "/review-queue"),
            }
        )
        {
            var example = (await (await ops.GetAsync("/swagger/v1/swagger.json", Cancel)).JsonAsync())
                .GetProperty("paths")
                .GetProperty(route)
                .GetProperty("get")
                .GetProperty("responses")
                .GetProperty("200")
                .GetProperty("content")
                .GetProperty("application/json")
                .GetProperty("example");
            Assert.Equal(Shape(await (await ops.GetAsync(path, Cancel)).JsonAsync()), Shape(example));
        }
    }

    // Names of members, two levels down; of lists, those of the first item.
    private static string Shape(JsonElement json, int depth = 0) =>
        json.ValueKind switch
        {
            JsonValueKind.Array => json.GetArrayLength() > 0 ? $"[{Shape(json[0], depth)}]" : "[]",
            JsonValueKind.Object when depth < 2 => string.Join(
                ", ",
                json.EnumerateObject().Select(member => $"{member.Name} {Inner(member.Value, depth)}")
            ),
            _ => "",
        };

    // Values that may be null have no shape of their own, nor have maps whose names are labels.
    private static string Inner(JsonElement value, int depth) =>
        value.ValueKind == JsonValueKind.Array ? Shape(value, depth + 1) : "";

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
                ("Retraining", typeof(RetrainingOptions)),
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
    public async Task Every_route_has_a_request_to_try()
    {
        await using var service = await TestService.StartAsync();
        using var ops = service.As(KeyRole.Ops);
        var document = await (await ops.GetAsync("/swagger/v1/swagger.json", Cancel)).JsonAsync();
        string requests = string.Concat(
            Directory.EnumerateFiles(Path.Combine(Fixtures.Root, "requests"), "*.http").Select(File.ReadAllText)
        );
        List<string> routes = ["GET /metrics", "GET /swagger/v1/swagger.json"];
        routes.AddRange(
            document
                .GetProperty("paths")
                .EnumerateObject()
                .SelectMany(path =>
                    path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}")
                )
        );
        Assert.All(
            routes,
            route =>
            {
                // A parameter of the path is whatever the request has there.
                string path = Regex.Replace(route, @"\{\w+\}", "@").Replace(" /", " {{host}}/", StringComparison.Ordinal);
                string pattern = Regex.Escape(path).Replace("@", "[^/?\\s]+", StringComparison.Ordinal);
                Assert.Matches($"(?m)^{pattern}(\\?|\\s|$)", requests);
            }
        );
    }
}
