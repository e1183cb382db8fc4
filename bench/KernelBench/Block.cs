using System.Runtime.InteropServices;

namespace KernelBench;

/// <summary>Zeroed memory outside the managed heap, at a cache-line boundary. The loops take the same time whatever the numbers.</summary>
internal sealed unsafe class Block : IDisposable
{
    private void* start;

    public Block(long bytes)
    {
        start = NativeMemory.AlignedAlloc((nuint)bytes, 64);
        new Span<byte>(start, checked((int)bytes)).Clear();
    }

    public float* Floats => (float*)start;

    public ushort* Halves => (ushort*)start;

    public sbyte* Bytes => (sbyte*)start;

    public void Dispose()
    {
        NativeMemory.AlignedFree(start);
        start = null;
    }
}
