using System.Runtime.InteropServices;

namespace JudgeCore.Kernels;

/// <summary>Numbers outside the managed heap, at cache-line boundaries; grows when more are asked for and forgets its contents then.</summary>
internal sealed unsafe class FloatBlock : IDisposable
{
    private long capacity;

    public float* Start { get; private set; }

    /// <summary>At least so many numbers; new ones are 0.</summary>
    public float* Ensure(long count)
    {
        if (count > capacity)
        {
            Dispose();
            Start = (float*)NativeMemory.AlignedAlloc((nuint)(count * sizeof(float)), 64);
            NativeMemory.Clear(Start, (nuint)(count * sizeof(float)));
            capacity = count;
        }

        return Start;
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(Start);
        Start = null;
        capacity = 0;
    }
}
