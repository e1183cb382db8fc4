using JudgeApi.Tests.Hosting;

namespace JudgeApi.Tests.Storage;

/// <summary>A service with some hundred judgments in it.</summary>
public sealed class FilledService : IAsyncLifetime
{
    private TestService? service;

    internal TestService Service => service ?? throw new InvalidOperationException("it has not begun");

    public async ValueTask InitializeAsync()
    {
        SeenCommands.Begin();
        service = await TestService.StartAsync();
        await Archive.FillAsync(service, 400, 100);
    }

    public ValueTask DisposeAsync() => Service.DisposeAsync();
}
