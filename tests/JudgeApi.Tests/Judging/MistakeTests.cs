using System.Net;
using System.Text;
using System.Text.Json;
using JudgeApi.Keys;
using JudgeApi.Tests.Hosting;

namespace JudgeApi.Tests.Judging;

/// <summary>Everything that a caller can do wrong ends in a precise problem, and the next request is answered.</summary>
public sealed class MistakeTests
{
    private const string Image = "$IMAGE";

    public static TheoryData<string, string, int, string, string?> JsonMistakes { get; } =
        new()
        {
            { "not JSON", "task=technical", 400, "bad_json", null },
            { "cut off", """{"task":"technical","images":[""", 400, "bad_json", null },
            { "empty body", "", 400, "bad_json", null },
            { "null", "null", 400, "bad_value", "$" },
            { "an array", "[]", 400, "bad_value", "$" },
            { "comment", """{"task":"technical" /* x */}""", 400, "bad_json", null },
            { "deep", new string('[', 5000), 400, "bad_value", "$" },
            { "deep value", $$"""{"task":{{new string('[', 100)}}""", 400, "bad_value", "task" },
            { "unknown task", $$"""{"task":"beauty","images":[{{Image}}]}""", 400, "unknown_task", "task" },
            { "no task", $$"""{"images":[{{Image}}]}""", 400, "missing_field", "task" },
            { "task is a number", $$"""{"task":5,"images":[{{Image}}]}""", 400, "bad_value", "task" },
            { "task is half a surrogate", $$"""{"task":"\ud800","images":[{{Image}}]}""", 400, "bad_value", "task" },
            { "no images", """{"task":"technical"}""", 400, "missing_field", "images" },
            { "empty images", """{"task":"technical","images":[]}""", 400, "image_count", "images" },
            { "two images", $$"""{"task":"technical","images":[{{Image}},{{Image}}]}""", 400, "image_count", "images" },
            { "one image of a pair", $$"""{"task":"pairwise-technical","images":[{{Image}}]}""", 400, "image_count", "images" },
            {
                "200 images",
                $$"""{"task":"technical","images":[{{string.Join(',', Enumerable.Repeat(Image, 200))}}]}""",
                400,
                "image_count",
                "images"
            },
            { "null image", """{"task":"technical","images":[null]}""", 400, "bad_value", "images[0]" },
            { "image without source", """{"task":"technical","images":[{}]}""", 400, "image_source", "images[0]" },
            {
                "image with two sources",
                $$"""{"task":"technical","images":[{"data":"AAAA","id":"x"}]}""",
                400,
                "image_source",
                "images[0]"
            },
            { "bad base64", """{"task":"technical","images":[{"data":"a%b"}]}""", 400, "bad_base64", "images[0].data" },
            { "bad padding", """{"task":"technical","images":[{"data":"abcde"}]}""", 400, "bad_base64", "images[0].data" },
            {
                "data URL",
                """{"task":"technical","images":[{"data":"data:image/png;base64,AAAA"}]}""",
                400,
                "bad_base64",
                "images[0].data"
            },
            { "empty data", """{"task":"technical","images":[{"data":""}]}""", 422, "empty_image", "images[0]" },
            { "no image format", """{"task":"technical","images":[{"data":"AAAA"}]}""", 422, "not_an_image", "images[0]" },
            { "cut image", """{"task":"technical","images":[{"data":"$CUT"}]}""", 422, "truncated_image", "images[0]" },
            {
                "image URL without TLS",
                """{"task":"technical","images":[{"url":"http://example.org/a.png"}]}""",
                400,
                "image_url_scheme",
                "images[0].url"
            },
            { "unknown image id", """{"task":"technical","images":[{"id":"abc"}]}""", 400, "unknown_image", "images[0].id" },
            {
                "path as image id",
                """{"task":"technical","images":[{"id":"../../mtrljudge.db"}]}""",
                400,
                "unknown_image",
                "images[0].id"
            },
            { "missing text", $$"""{"task":"alignment","images":[{{Image}}]}""", 400, "text_missing", "text" },
            { "blank text", $$"""{"task":"alignment","images":[{{Image}}],"text":"  "}""", 400, "text_missing", "text" },
            { "blank optional text", $$"""{"task":"safety","images":[{{Image}}],"text":""}""", 400, "text_missing", "text" },
            {
                "text not allowed",
                $$"""{"task":"technical","images":[{{Image}}],"text":"hello"}""",
                400,
                "text_not_allowed",
                "text"
            },
            {
                "text too long",
                $$"""{"task":"alignment","images":[{{Image}}],"text":"{{new string('x', 4001)}}"}""",
                400,
                "text_too_long",
                "text"
            },
            {
                "reference too long",
                $$"""{"task":"technical","images":[{{Image}}],"reference":"{{new string('x', 201)}}"}""",
                400,
                "text_too_long",
                "reference"
            },
            { "unknown mode", $$"""{"task":"technical","images":[{{Image}}],"mode":"quick"}""", 400, "bad_value", "mode" },
            { "mode in capitals", $$"""{"task":"technical","images":[{{Image}}],"mode":"Verdict"}""", 400, "bad_value", "mode" },
            {
                "unknown strategy",
                $$"""{"task":"pairwise-technical","images":[{{Image}},{{Image}}],"strategy":"both"}""",
                400,
                "bad_value",
                "strategy"
            },
            {
                "strategy of one image",
                $$"""{"task":"technical","images":[{{Image}}],"strategy":"joint"}""",
                400,
                "strategy_not_allowed",
                "strategy"
            },
            { "unknown field", $$"""{"task":"technical","images":[{{Image}}],"colour":"red"}""", 400, "unknown_field", "colour" },
            { "field in capitals", $$"""{"Task":"technical","images":[{{Image}}]}""", 400, "unknown_field", "Task" },
            {
                "unknown field of an image",
                """{"task":"technical","images":[{"data":"AAAA","width":5}]}""",
                400,
                "unknown_field",
                "images[0].width"
            },
            {
                "doubled field",
                $$"""{"task":"technical","task":"safety","images":[{{Image}}]}""",
                400,
                "duplicate_field",
                "task"
            },
        };

    private static CancellationToken Cancel => TestService.Cancel;

    [Fact]
    public async Task Mistakes_in_json_are_named_and_the_next_request_is_answered()
    {
        await using var service = await TestService.StartAsync();
        using var pipeline = service.As(KeyRole.Pipeline);
        foreach (var (name, template, status, code, field) in JsonMistakes.Select(row => row.Data))
        {
            string body = Fill(template);
            var answer = await pipeline.PostAsync("/judge", new StringContent(body, Encoding.UTF8, "application/json"), Cancel);
            await CheckAsync(name, answer, status, code, field);
            await JudgeJourneyTests.JudgeAsync(pipeline, "technical", Pictures.Data());
        }
    }

    [Fact]
    public async Task Malformed_json_is_located()
    {
        await using var service = await TestService.StartAsync();
        using var pipeline = service.As(KeyRole.Pipeline);
        var answer = await pipeline.PostAsync(
            "/judge",
            new StringContent("{\n  \"task\": oops }", Encoding.UTF8, "application/json"),
            Cancel
        );
        var problem = await answer.ProblemAsync(HttpStatusCode.BadRequest, "bad_json");
        Assert.Equal(2, problem.GetProperty("line").GetInt64());
        Assert.Equal(11, problem.GetProperty("position").GetInt64());
    }

    [Fact]
    public async Task Limits_are_named_with_their_number()
    {
        await using var service = await TestService.StartAsync();
        using var pipeline = service.As(KeyRole.Pipeline);
        string body = Fill($$"""{"task":"alignment","images":[{{Image}}],"text":"{{new string('x', 4001)}}"}""");
        var problem = await (
            await pipeline.PostAsync("/judge", new StringContent(body, Encoding.UTF8, "application/json"), Cancel)
        ).JsonAsync(HttpStatusCode.BadRequest);
        Assert.Equal(4000, problem.GetProperty("limit").GetInt64());
    }

    [Fact]
    public async Task Mistakes_in_forms_are_named()
    {
        await using var service = await TestService.StartAsync();
        using var pipeline = service.As(KeyRole.Pipeline);
        ByteArrayContent File() => new(Pictures.Png());
        StringContent Text(string text) => new(text);
        await CheckAsync("no task", await PostAsync(("image", "a.png", File())), 400, "missing_field", "task");
        await CheckAsync("no image", await PostAsync(("task", null, Text("technical"))), 400, "image_count", "images");
        await CheckAsync(
            "two images",
            await PostAsync(("task", null, Text("technical")), ("image", "a", File()), ("image", "b", File())),
            400,
            "image_count",
            "images"
        );
        await CheckAsync(
            "many images",
            await PostAsync([.. Enumerable.Repeat(("image", "a", (HttpContent)File()), 200)]),
            400,
            "image_count",
            "images"
        );
        await CheckAsync(
            "unknown field",
            await PostAsync(("task", null, Text("technical")), ("colour", null, Text("red")), ("image", "a", File())),
            400,
            "unknown_field",
            "colour"
        );
        await CheckAsync(
            "doubled field",
            await PostAsync(("task", null, Text("a")), ("task", null, Text("b"))),
            400,
            "duplicate_field",
            "task"
        );
        await CheckAsync(
            "long field",
            await PostAsync(("text", null, Text(new string('x', 20_000)))),
            400,
            "text_too_long",
            "text"
        );
        await CheckAsync(
            "not UTF-8",
            await PostAsync(("text", null, new ByteArrayContent([0xff, 0xfe, 0xff]))),
            400,
            "text_too_long",
            "text"
        );
        await CheckAsync(
            "mode",
            await PostAsync(("task", null, Text("technical")), ("mode", null, Text("quick")), ("image", "a", File())),
            400,
            "bad_value",
            "mode"
        );
        await CheckAsync("no boundary", await RawAsync("multipart/form-data", "x"), 400, "bad_multipart", null);
        await CheckAsync("nothing in it", await RawAsync("multipart/form-data; boundary=b", ""), 400, "bad_multipart", null);
        await CheckAsync(
            "garbage",
            await RawAsync("multipart/form-data; boundary=b", "hello\r\nworld"),
            400,
            "bad_multipart",
            null
        );
        await CheckAsync(
            "ends early",
            await RawAsync("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=task\r\n\r\ntech"),
            400,
            "bad_multipart",
            null
        );
        await CheckAsync(
            "no disposition",
            await RawAsync("multipart/form-data; boundary=b", "--b\r\n\r\nx\r\n--b--"),
            400,
            "bad_multipart",
            null
        );
        await JudgeJourneyTests.JudgeAsync(pipeline, "technical", Pictures.Data());

        Task<HttpResponseMessage> PostAsync(params (string Name, string? File, HttpContent Content)[] parts)
        {
            var form = new MultipartFormDataContent();
            foreach (var (name, file, content) in parts)
            {
                if (file is null)
                {
                    form.Add(content, name);
                }
                else
                {
                    form.Add(content, name, file);
                }
            }

            return pipeline.PostAsync("/judge", form, Cancel);
        }

        Task<HttpResponseMessage> RawAsync(string type, string body)
        {
            var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            return pipeline.PostAsync("/judge", content, Cancel);
        }
    }

    [Fact]
    public async Task Mistakes_around_the_body_are_named()
    {
        await using var service = await TestService.StartAsync();
        using var pipeline = service.As(KeyRole.Pipeline);
        await CheckAsync(
            "text/plain",
            await pipeline.PostAsync("/judge", new StringContent("{}"), Cancel),
            415,
            "unsupported_media_type",
            "Content-Type"
        );
        await CheckAsync(
            "no body",
            await pipeline.PostAsync("/judge", null, Cancel),
            415,
            "unsupported_media_type",
            "Content-Type"
        );
        await CheckAsync(
            "batch as form",
            await pipeline.PostAsync("/judge/batch", new MultipartFormDataContent(), Cancel),
            415,
            "unsupported_media_type",
            null
        );
        await CheckAsync("no route", await pipeline.GetAsync("/nothing/here", Cancel), 404, "unknown_route", null);
        await CheckAsync("wrong method", await pipeline.GetAsync("/judge", Cancel), 405, "method_not_allowed", null);
        await CheckAsync(
            "empty batch",
            await pipeline.SendJsonAsync(HttpMethod.Post, "/judge/batch", new { items = Array.Empty<int>() }),
            400,
            "missing_field",
            "items"
        );
        var large = await pipeline.SendJsonAsync(HttpMethod.Post, "/judge/batch", new { items = Enumerable.Repeat(1, 65) });
        await CheckAsync("large batch", large, 400, "too_many_items", "items");
    }

    [Fact]
    public async Task An_image_over_a_limit_is_refused_with_the_limit()
    {
        await using var service = await TestService.StartAsync(
            settings: [("MtRl:Images:MaxBytes", "50000"), ("MtRl:Images:MaxPixels", "10000"), ("MtRl:Images:MaxSide", "200")]
        );
        using var pipeline = service.As(KeyRole.Pipeline);
        foreach (
            var (bytes, status, code, limit) in new[]
            {
                (new byte[60_000], 413, "image_too_large", 50_000),
                (Pictures.Png(1, 150, 150), 422, "too_many_pixels", 10_000),
                (Pictures.Png(1, 300, 10), 422, "side_too_long", 200),
            }
        )
        {
            var answer = await pipeline.SendJsonAsync(
                HttpMethod.Post,
                "/judge",
                new { task = "technical", images = new[] { new { data = Convert.ToBase64String(bytes) } } }
            );
            var problem = await answer.ProblemAsync((HttpStatusCode)status, code);
            Assert.Equal(limit, problem.GetProperty("limit").GetInt64());
            Assert.Equal("images[0]", problem.GetProperty("field").GetString());
        }

        await JudgeJourneyTests.JudgeAsync(pipeline, "technical", Pictures.Data());
    }

    private static string Fill(string template) =>
        template
            .Replace(Image, $$"""{"data":"{{Pictures.Base64()}}"}""", StringComparison.Ordinal)
            .Replace("$CUT", Convert.ToBase64String(Pictures.Png(1, 100, 100)[..60]), StringComparison.Ordinal);

    private static async Task CheckAsync(string name, HttpResponseMessage answer, int status, string code, string? field)
    {
        string text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(text.StartsWith('{'), $"{name}: {(int)answer.StatusCode} {text}");
        var problem = JsonDocument.Parse(text).RootElement;
        string? found = problem.TryGetProperty("code", out var given) ? given.GetString() : null;
        Assert.True(((int)answer.StatusCode, found) == (status, code), $"{name}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        if (field is not null)
        {
            Assert.Equal((name, field), (name, problem.GetProperty("field").GetString()));
        }
    }
}
