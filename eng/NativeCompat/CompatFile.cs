namespace NativeCompat;

/// <summary>The library in an output folder, which may be a hard link to the package cache.</summary>
internal static class CompatFile
{
    public const string Name = "libLibTorchSharp.so";

    /// <summary>Adapts the file where the host needs it; otherwise it is not written at all.</summary>
    /// <exception cref="InvalidDataException">The file is no shared object, or a damaged one.</exception>
    /// <exception cref="IOException">The file cannot be read or replaced.</exception>
    public static Outcome Adapt(string path, IReadOnlySet<string> host)
    {
        byte[] library = File.ReadAllBytes(path);
        var outcome = CompatPatch.Apply(library, host);
        if (outcome is Outcome.Adapted)
        {
            Replace(path, library);
        }

        return outcome;
    }

    // A new file, then a rename: the package cache must stay as it was published.
    // The time stamp is kept so that the next build sees an unchanged file and does not copy it again.
    private static void Replace(string path, byte[] library)
    {
        string temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            File.WriteAllBytes(temporary, library);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(path));
            }

            File.SetLastWriteTimeUtc(temporary, File.GetLastWriteTimeUtc(path));
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
