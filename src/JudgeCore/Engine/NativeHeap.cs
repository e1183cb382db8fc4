using System.Runtime.InteropServices;

namespace JudgeCore.Engine;

/// <summary>The C library's heap, where libtorch's tensors lie.</summary>
internal static partial class NativeHeap
{
    /// <summary>Gives free memory back to the system. Left alone, the heap keeps what a model's thread had for that thread's successors, and every exchange of
    /// models adds to it. Costs milliseconds.</summary>
    public static void Trim()
    {
        try
        {
            _ = MallocTrim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than glibc: it has ways of its own.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int MallocTrim(nuint keep);
}
