[assembly: AssemblyFixture(typeof(JudgeApi.Tests.Hosting.TestRun))]

namespace JudgeApi.Tests.Hosting;

/// <summary>Ends with the last test: the cluster goes with it.</summary>
public sealed class TestRun : IAsyncDisposable
{
    public ValueTask DisposeAsync() => TestDatabase.StopAsync();
}
