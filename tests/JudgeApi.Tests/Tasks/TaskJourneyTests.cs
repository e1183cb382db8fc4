using System.Net;
using JudgeApi.Keys;
using JudgeApi.Tests.Hosting;
using JudgeCore.Tasks;

namespace JudgeApi.Tests.Tasks;

public sealed class TaskJourneyTests
{
    private static CancellationToken Cancel => TestService.Cancel;

    private static object Task(string rubric = "Is it so?", string kind = "labels") =>
        new
        {
            kind,
            rubric,
            labels = new[] { "yes", "no" },
        };

    [Fact]
    public async Task Built_in_tasks_are_there_from_the_start()
    {
        await using var service = await TestService.StartAsync();
        using var ops = service.As(KeyRole.Ops);
        var tasks = await (await ops.GetAsync("/tasks", Cancel)).JsonAsync();
        Assert.Equal(
            BuiltInTasks.All.Keys.Order(StringComparer.Ordinal),
            tasks.EnumerateArray().Select(task => task.GetProperty("name").GetString()!).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Each_changed_edit_is_a_new_version_and_old_ones_stay()
    {
        await using var service = await TestService.StartAsync();
        using var ops = service.As(KeyRole.Ops);
        var first = await ops.SendJsonAsync(HttpMethod.Put, "/tasks/product", Task("One?"));
        Assert.Equal(1, (await first.JsonAsync(HttpStatusCode.Created)).GetProperty("version").GetInt32());
        Assert.Equal("\"1\"", first.Headers.ETag?.Tag);
        var second = await ops.SendJsonAsync(HttpMethod.Put, "/tasks/product", Task("Two?"));
        Assert.Equal(2, (await second.JsonAsync()).GetProperty("version").GetInt32());
        var same = await ops.SendJsonAsync(HttpMethod.Put, "/tasks/product", Task("Two?"));
        Assert.Equal(2, (await same.JsonAsync()).GetProperty("version").GetInt32());

        Assert.Equal(
            "Two?",
            (await (await ops.GetAsync("/tasks/product", Cancel)).JsonAsync()).GetProperty("rubric").GetString()
        );
        Assert.Equal(
            "One?",
            (await (await ops.GetAsync("/tasks/product?version=1", Cancel)).JsonAsync()).GetProperty("rubric").GetString()
        );
        await (await ops.GetAsync("/tasks/product?version=3", Cancel)).ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await (await ops.GetAsync("/tasks/product?version=x", Cancel)).ProblemAsync(HttpStatusCode.BadRequest, "bad_value");
        await (await ops.GetAsync("/tasks/none", Cancel)).ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task An_edit_of_an_outdated_version_is_refused()
    {
        await using var service = await TestService.StartAsync();
        using var ops = service.As(KeyRole.Ops);
        await ops.SendJsonAsync(HttpMethod.Put, "/tasks/product", Task("One?"));
        await ops.SendJsonAsync(HttpMethod.Put, "/tasks/product", Task("Two?"));
        var late = new HttpRequestMessage(HttpMethod.Put, "/tasks/product")
        {
            Content = System.Net.Http.Json.JsonContent.Create(Task("Three?")),
        };
        late.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        await (await ops.SendAsync(late, Cancel)).ProblemAsync(HttpStatusCode.PreconditionFailed, "version_conflict");
        await (
            await ops.SendJsonAsync(
                HttpMethod.Put,
                "/tasks/new",
                new
                {
                    kind = "scale",
                    rubric = "?",
                    labels = new[] { "1", "2" },
                    expectedVersion = 1,
                }
            )
        ).ProblemAsync(HttpStatusCode.PreconditionFailed, "version_conflict");
    }

    [Fact]
    public async Task Two_editors_at_once_get_two_versions()
    {
        await using var service = await TestService.StartAsync();
        using var ops = service.As(KeyRole.Ops);
        var answers = await System.Threading.Tasks.Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => ops.SendJsonAsync(HttpMethod.Put, "/tasks/product", Task($"Edit {i}?")))
        );
        List<int> versions = [];
        foreach (var answer in answers)
        {
            Assert.True(answer.IsSuccessStatusCode);
            versions.Add((await answer.JsonAsync(answer.StatusCode)).GetProperty("version").GetInt32());
        }

        Assert.Equal(Enumerable.Range(1, 8), versions.Order());
    }

    [Theory]
    [InlineData("Upper", """{"kind":"labels","rubric":"?","labels":["a","b"]}""", "bad_value", "name")]
    [InlineData("ok", """{"rubric":"?","labels":["a","b"]}""", "missing_field", "kind")]
    [InlineData("ok", """{"kind":"labels","labels":["a","b"]}""", "missing_field", "rubric")]
    [InlineData("ok", """{"kind":"labels","rubric":"?"}""", "missing_field", "labels")]
    [InlineData("ok", """{"kind":"labels","rubric":" ","labels":["a","b"]}""", "bad_value", "rubric")]
    [InlineData("ok", """{"kind":"labels","rubric":"?","labels":["a"]}""", "bad_value", "labels")]
    [InlineData("ok", """{"kind":"labels","rubric":"?","labels":["a","a"]}""", "bad_value", "labels")]
    [InlineData("ok", """{"kind":"labels","rubric":"?","labels":["a",null]}""", "bad_value", "labels[1]")]
    [InlineData("ok", """{"kind":"labels","rubric":"?","labels":["a","b\n"]}""", "bad_value", "labels[1]")]
    [InlineData("ok", """{"kind":"pairwise","rubric":"?","labels":["a","b","c"]}""", "bad_value", "labels")]
    [InlineData(
        "ok",
        """{"kind":"labels","rubric":"?","labels":["a","b"],"pointwiseTwin":"safety"}""",
        "bad_value",
        "pointwiseTwin"
    )]
    [InlineData(
        "ok",
        """{"kind":"pairwise","rubric":"?","labels":["a","b"],"pointwiseTwin":"none"}""",
        "bad_value",
        "pointwiseTwin"
    )]
    [InlineData(
        "ok",
        """{"kind":"labels","rubric":"?","labels":["a","b"],"favourableLabel":"c"}""",
        "bad_value",
        "favourableLabel"
    )]
    [InlineData("ok", """{"kind":"song","rubric":"?","labels":["a","b"]}""", "bad_value", "kind")]
    [InlineData("ok", """{"kind":"labels","rubric":"?","labels":["a","b"],"colour":1}""", "unknown_field", "colour")]
    [InlineData("safety", """{"kind":"scale","rubric":"?","labels":["a","b"]}""", "kind_change", "kind")]
    public async Task A_wrong_task_is_refused_with_its_field(string name, string body, string code, string field)
    {
        await using var service = await TestService.StartAsync();
        using var ops = service.As(KeyRole.Ops);
        var answer = await ops.PutAsync($"/tasks/{name}", new StringContent(body, null, "application/json"), Cancel);
        var problem = await answer.ProblemAsync(
            code == "kind_change" ? HttpStatusCode.Conflict : HttpStatusCode.BadRequest,
            code
        );
        Assert.Equal(field, problem.GetProperty("field").GetString());
    }
}
