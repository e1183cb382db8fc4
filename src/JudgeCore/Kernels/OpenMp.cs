// libtorch's products run on threads of an OpenMP runtime, which wait for their next piece by spinning. Threads of our own beside them would
// fight them for the processors at every change between a product and a loop of ours; so our loops run on the very same threads.
using System.Runtime.InteropServices;

namespace JudgeCore.Kernels;

/// <summary>The entry of GCC's OpenMP runtime that compiled parallel regions call, found in the library that libtorch loads.</summary>
internal static unsafe class OpenMp
{
    private static readonly delegate* unmanaged<delegate* unmanaged<nint, void>, nint, uint, uint, void> Parallel =
        (delegate* unmanaged<delegate* unmanaged<nint, void>, nint, uint, uint, void>)Find();

    /// <summary>False on systems without it, or with another runtime.</summary>
    public static bool Found => Parallel is not null;

    /// <summary>Calls <paramref name="body"/> once on each of so many threads, the caller's included, and returns when all have ended.</summary>
    public static void Run(int threads, delegate* unmanaged<nint, void> body, nint data) =>
        Parallel(body, data, (uint)threads, 0);

    private static nint Find()
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        _ = TorchSharp.torch.get_num_threads(); // libtorch is loaded now, if it was not

        // By the path it is mapped from: a second copy of the library would have threads of its own.
        string? mapped = File.ReadLines("/proc/self/maps")
            .FirstOrDefault(line => line.Contains("/libgomp", StringComparison.Ordinal));
        return
            mapped is not null
            && NativeLibrary.TryLoad(mapped[mapped.IndexOf('/', StringComparison.Ordinal)..], out nint library)
            && NativeLibrary.TryGetExport(library, "GOMP_parallel", out nint entry)
            ? entry
            : 0;
    }
}
