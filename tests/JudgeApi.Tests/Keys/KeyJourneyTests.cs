using System.Net;
using System.Text.Json;
using JudgeApi.Keys;
using JudgeApi.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JudgeApi.Tests.Keys;

public sealed class KeyJourneyTests
{
    private static CancellationToken Cancel => TestService.Cancel;

    [Fact]
    public async Task A_created_key_works_until_it_is_revoked_and_its_secret_is_stored_nowhere()
    {
        await using var service = await TestService.StartAsync();
        using var ops = service.As(KeyRole.Ops);
        var created = await (await ops.SendJsonAsync(HttpMethod.Post, "/keys", new { name = "camera", role = "ops" })).JsonAsync(
            HttpStatusCode.Created
        );
        string secret = created.GetProperty("key").GetString()!;
        Assert.True(secret.Length >= 43);

        using var caller = service.As(null);
        caller.DefaultRequestHeaders.Add("X-Api-Key", secret);
        await (await caller.GetAsync("/tasks", Cancel)).JsonAsync();

        string listed = (await (await ops.GetAsync("/keys", Cancel)).JsonAsync()).ToString();
        Assert.Contains("camera", listed, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, listed, StringComparison.Ordinal);
        string rows = await service.InDatabaseAsync(async db => JsonSerializer.Serialize(await db.ApiKeys.ToListAsync()));
        Assert.DoesNotContain(secret, rows, StringComparison.Ordinal);

        string id = created.GetProperty("id").GetString()!;
        Assert.Equal(HttpStatusCode.NoContent, (await ops.DeleteAsync($"/keys/{id}", Cancel)).StatusCode);
        await (await caller.GetAsync("/tasks", Cancel)).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
        Assert.Equal(HttpStatusCode.NoContent, (await ops.DeleteAsync($"/keys/{id}", Cancel)).StatusCode);
        await (await ops.DeleteAsync("/keys/none", Cancel)).ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task A_key_cannot_revoke_itself()
    {
        await using var service = await TestService.StartAsync();
        using var ops = service.As(KeyRole.Ops);
        var keys = await (await ops.GetAsync("/keys", Cancel)).JsonAsync();
        string own = keys.EnumerateArray()
            .Single(key => key.GetProperty("name").GetString() == "first run")
            .GetProperty("id")
            .GetString()!;
        await (await ops.DeleteAsync($"/keys/{own}", Cancel)).ProblemAsync(HttpStatusCode.Conflict, "last_ops_key");
        await (await ops.GetAsync("/keys", Cancel)).JsonAsync();
    }

    [Fact]
    public async Task The_last_use_is_written_down()
    {
        await using var service = await TestService.StartAsync();
        using var ops = service.As(KeyRole.Ops);
        await ops.GetAsync("/keys", Cancel);
        await service.Services.GetRequiredService<KeyUse>().FlushAsync(Cancel);
        var keys = await (await ops.GetAsync("/keys", Cancel)).JsonAsync();
        Assert.Contains(keys.EnumerateArray(), key => key.GetProperty("lastUsedAt").ValueKind == JsonValueKind.String);
    }

    [Fact]
    public async Task Without_a_configured_key_one_is_generated_once()
    {
        await using var service = await TestService.StartAsync();
        Assert.Null(service.Services.GetRequiredService<FirstRunKey>().Generated);

        await service.InDatabaseAsync(db => db.ApiKeys.ExecuteDeleteAsync());
        var first = new FirstRunKey();
        await service.InDatabaseAsync(async db =>
        {
            await first.EnsureAsync(db, null, TimeProvider.System, Cancel);
            return 0;
        });
        Assert.NotNull(first.Generated);
        using var caller = service.As(null);
        caller.DefaultRequestHeaders.Add("X-Api-Key", first.Generated);
        await (await caller.GetAsync("/keys", Cancel)).JsonAsync();

        var second = new FirstRunKey();
        await service.InDatabaseAsync(async db =>
        {
            await second.EnsureAsync(db, null, TimeProvider.System, Cancel);
            return 0;
        });
        Assert.Null(second.Generated);
    }

    [Fact]
    public async Task Pages_take_the_key_as_a_basic_password_and_other_routes_do_not()
    {
        await using var service = await TestService.StartAsync();
        using var browser = service.As(null);
        var asked = await browser.GetAsync("/swagger/index.html", Cancel);
        Assert.Equal(HttpStatusCode.Unauthorized, asked.StatusCode);
        Assert.Contains(asked.Headers.WwwAuthenticate, challenge => challenge.Scheme == "Basic");

        string password = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("me:" + TestService.OpsKey));
        browser.DefaultRequestHeaders.Authorization = new("Basic", password);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/swagger/index.html", Cancel)).StatusCode);
        await (await browser.GetAsync("/keys", Cancel)).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");
    }

    [Theory]
    [InlineData("/keys")]
    [InlineData("/tasks")]
    public async Task Short_lists_come_in_pages_where_they_are_long(string path)
    {
        await using var service = await TestService.StartAsync();
        using var ops = service.As(KeyRole.Ops);
        string whole = string.Concat(
            (await (await ops.GetAsync(path, Cancel)).JsonAsync())
                .EnumerateArray()
                .Select(row => row.GetProperty("name").GetString())
        );
        string pages = "";
        string? next = path + "?limit=2";
        while (next is not null)
        {
            var answer = await ops.GetAsync(next, Cancel);
            var rows = (await answer.JsonAsync()).EnumerateArray().Select(row => row.GetProperty("name").GetString()).ToArray();
            Assert.InRange(rows.Length, 1, 2);
            pages += string.Concat(rows);
            next = answer.Headers.TryGetValues("Link", out var links) ? links.Single().Split('<', '>')[1] : null;
        }

        Assert.Equal(whole, pages);
        await (await ops.GetAsync(path + "?limt=2", Cancel)).ProblemAsync(HttpStatusCode.BadRequest, "unknown_parameter");
    }
}
