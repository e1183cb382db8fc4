using JudgeCore.Verdicts;

namespace JudgeApi.Serving;

/// <summary>A request's hold on the judge that answers it: while it is held the judge's weights stay in memory, whatever is served meanwhile.</summary>
internal sealed class JudgeLease(ServedSlot slot) : IDisposable
{
    private int ended;

    public IJudge Judge => slot.Judge;

    /// <summary>The judge broke on this request.</summary>
    public void Failed() => slot.CountFailure();

    public void Dispose()
    {
        if (Interlocked.Exchange(ref ended, 1) == 0)
        {
            slot.Release();
        }
    }
}
