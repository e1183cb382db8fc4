using JudgeCore.Verdicts;

namespace JudgeApi.Serving;

/// <summary>The judge that answers now. A request takes it once and keeps it to its end.</summary>
internal sealed class ServedJudge : IAsyncDisposable
{
    private volatile IJudge? current;

    /// <summary>Null until a checkpoint is loaded.</summary>
    public IJudge? Current => current;

    /// <summary>Later requests are answered by this judge.</summary>
    public void Serve(IJudge judge) => current = judge;

    public async ValueTask DisposeAsync()
    {
        switch (current)
        {
            case IAsyncDisposable judge:
                await judge.DisposeAsync();
                break;
            case IDisposable judge:
                judge.Dispose();
                break;
            default:
                break;
        }
    }
}
