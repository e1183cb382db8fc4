using System.Runtime.InteropServices;

namespace JudgeCore.Engine;

/// <summary>The C library's heap, where libtorch's tensors lie.</summary>
internal static partial class NativeHeap
{
    // Of gperftools' allocator, where it was preloaded in the C library's place (docs/configuration.md).
    private static readonly Lazy<nint> Release = new(() =>
        NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "MallocExtension_ReleaseFreeMemory", out nint found)
            ? found
            : 0
    );

    /// <summary>Gives free memory back to the system. Left alone, the heap keeps what a model's thread had for that thread's successors, and every exchange of
    /// models adds to it. Costs milliseconds.</summary>
    public static unsafe void Trim()
    {
        if (Release.Value != 0)
        {
            ((delegate* unmanaged<void>)Release.Value)();
            return;
        }

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
