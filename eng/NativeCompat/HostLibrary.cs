// Which versions the C++ runtime of this host defines: read from the very file that the loader mapped into this process.
using System.Runtime.InteropServices;

namespace NativeCompat;

internal static class HostLibrary
{
    public const string Name = "libstdc++.so.6";

    /// <summary>Version names that the host's libstdc++ defines.</summary>
    /// <exception cref="InvalidDataException">The host has no libstdc++.so.6, or it is not readable as ELF.</exception>
    public static (string Path, HashSet<string> Versions) Read()
    {
        if (!NativeLibrary.TryLoad(Name, out _))
        {
            throw new InvalidDataException(
                $"{Name} is not installed on this machine; install the C++ runtime (Debian: libstdc++6)"
            );
        }

        string path =
            File.ReadLines("/proc/self/maps")
                .Select(line => line[(line.LastIndexOf(' ') + 1)..])
                .FirstOrDefault(p => p.Contains("/libstdc++.so", StringComparison.Ordinal))
            ?? throw new InvalidDataException($"{Name} is loaded but not listed in /proc/self/maps");
        return (path, [.. new ElfImage(File.ReadAllBytes(path)).Definitions()]);
    }
}
