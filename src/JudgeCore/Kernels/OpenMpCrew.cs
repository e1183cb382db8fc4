using System.Runtime.InteropServices;

namespace JudgeCore.Kernels;

/// <summary>The threads of libtorch's own products. One caller at a time.</summary>
internal sealed unsafe class OpenMpCrew : WorkCrew
{
    private GCHandle self;
    private Action<int> work = _ => { };
    private int pieces;
    private int next;

    /// <param name="threads">The caller's included.</param>
    public OpenMpCrew(int threads)
    {
        Threads = threads;
        self = GCHandle.Alloc(this);
    }

    public override int Threads { get; }

    public override void Run(int count, Action<int> piece)
    {
        (work, pieces, next) = (piece, count, 0);
        if (count == 1)
        {
            Take();
        }
        else
        {
            OpenMp.Run(Threads, &Enter, GCHandle.ToIntPtr(self));
        }
    }

    public override void Dispose() => self.Free();

    [UnmanagedCallersOnly]
    private static void Enter(nint crew) => ((OpenMpCrew)GCHandle.FromIntPtr(crew).Target!).Take();

    private void Take()
    {
        for (int i = Interlocked.Increment(ref next) - 1; i < pieces; i = Interlocked.Increment(ref next) - 1)
        {
            work(i);
        }
    }
}
