using JudgeApi.Keys;
using JudgeApi.Storage.Entities;
using JudgeApi.Tasks;
using JudgeApi.Tests.Hosting;
using JudgeCore.Tasks;
using Microsoft.Extensions.DependencyInjection;

namespace JudgeApi.Tests.Tasks;

public sealed class CurrentTasksTests
{
    private static CancellationToken Cancel => TestService.Cancel;

    [Fact]
    public async Task What_was_read_is_used_again_until_a_revision_is_added()
    {
        await using var service = await TestService.StartAsync();
        var first = await ReadAsync(service);
        Assert.Same(first, await ReadAsync(service));
        Assert.Equal(BuiltInTasks.All.Keys.Order(StringComparer.Ordinal), first.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_next_request_uses_what_was_edited_here_or_on_another_server()
    {
        await using var service = await TestService.StartAsync();
        using var ops = service.As(KeyRole.Ops);
        var before = await ReadAsync(service);
        await service.InDatabaseAsync(async db =>
        {
            // As another server would: nothing in this process knows of it.
            var edited = before["technical"];
            db.TaskRevisions.Add(
                new TaskRevision
                {
                    Name = edited.Name,
                    Version = edited.Version + 1,
                    Definition = TaskDefinition.Of(edited with { Rubric = "Is it sharp?" }).ToJson(),
                    CreatedAt = DateTimeOffset.UnixEpoch,
                }
            );
            return await db.SaveChangesAsync(Cancel);
        });
        var answer = await (
            await ops.SendJsonAsync(HttpMethod.Post, "/judge", new { task = "technical", images = new[] { Pictures.Data() } })
        ).JsonAsync();
        Assert.Equal(before["technical"].Version + 1, answer.GetProperty("taskVersion").GetInt32());
        Assert.Equal("Is it sharp?", service.Judge.Seen.Single().Task.Rubric);
    }

    private static async Task<IReadOnlyDictionary<string, JudgingTask>> ReadAsync(TestService service)
    {
        await using var scope = service.Services.CreateAsyncScope();
        return await service
            .Services.GetRequiredService<CurrentTasks>()
            .ByNameAsync(scope.ServiceProvider.GetRequiredService<TaskCatalog>(), Cancel);
    }
}
