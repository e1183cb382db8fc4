namespace JudgeCore.Kernels;

/// <summary>Threads that share numbered pieces of work with the caller. Pieces are taken in turn, so a thread that the system holds up takes fewer.</summary>
internal abstract class WorkCrew : IDisposable
{
    /// <summary>The caller's included.</summary>
    public abstract int Threads { get; }

    /// <param name="threads">The caller's included.</param>
    public static WorkCrew Create(int threads) =>
        threads > 1 && OpenMp.Found ? new OpenMpCrew(threads) : new SpinningCrew(threads);

    /// <summary>Calls <paramref name="piece"/> with 0 to <paramref name="count"/> - 1, and returns when all have ended. Pieces must not throw.</summary>
    public abstract void Run(int count, Action<int> piece);

    public abstract void Dispose();
}
