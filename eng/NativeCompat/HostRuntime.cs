// Which symbol versions this host's C and C++ runtimes define: read from the very files that the loader mapped into this process.
using System.Runtime.InteropServices;

namespace NativeCompat;

internal static class HostRuntime
{
    public const string Cpp = "libstdc++.so.6";
    public const string C = "libc.so.6";

    /// <summary>The host's C++ runtime and every version that it and the C library define. Version names are unique across both.</summary>
    /// <exception cref="InvalidDataException">The host lacks one of them, or it is not readable as ELF.</exception>
    public static (string Path, HashSet<string> Versions) Read()
    {
        string cpp = PathOf(Cpp, "install the C++ runtime (Debian, Ubuntu: libstdc++6)");
        string c = PathOf(C, "TorchSharp needs a system with the GNU C library");
        return (cpp, [.. new[] { cpp, c }.SelectMany(path => new ElfImage(File.ReadAllBytes(path)).Definitions())]);
    }

    private static string PathOf(string library, string advice)
    {
        if (!NativeLibrary.TryLoad(library, out _))
        {
            throw new InvalidDataException($"{library} cannot be loaded on this machine: {advice}");
        }

        string stem = $"/{library[..library.IndexOf(".so", StringComparison.Ordinal)]}";
        return File.ReadLines("/proc/self/maps")
                .Where(line => line.Contains('/', StringComparison.Ordinal))
                .Select(line => line[line.IndexOf('/', StringComparison.Ordinal)..])
                .FirstOrDefault(path =>
                    path.Contains($"{stem}.so", StringComparison.Ordinal) || path.Contains($"{stem}-", StringComparison.Ordinal)
                ) // glibc before 2.34 is libc-2.31.so
            ?? throw new InvalidDataException($"{library} is loaded but not listed in /proc/self/maps");
    }
}
