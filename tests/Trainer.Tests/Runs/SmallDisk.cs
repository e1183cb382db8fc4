using System.Diagnostics;
using System.Globalization;

namespace Trainer.Tests.Runs;

/// <summary>A file system of a few megabytes, to be filled up.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public string Path => folder.Path;

    /// <summary>Null where this process may not mount.</summary>
    public static SmallDisk? TryMount(int megabytes)
    {
        var disk = new SmallDisk();
        string size = string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m");
        if (OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", size, "mtrl-test", disk.Path))
        {
            return disk;
        }

        disk.folder.Dispose();
        return null;
    }

    /// <summary>Takes all the room that is left.</summary>
    public void Fill()
    {
        try
        {
            using var stream = new FileStream(
                System.IO.Path.Combine(Path, "filler"),
                FileMode.Append,
                FileAccess.Write,
                FileShare.None,
                1
            );
            byte[] block = new byte[4096];
            while (true)
            {
                stream.Write(block);
            }
        }
        catch (IOException)
        {
            // Full, as wanted.
        }
    }

    /// <summary>Gives it back.</summary>
    public void Free() => File.Delete(System.IO.Path.Combine(Path, "filler"));

    public void Dispose()
    {
        Run("umount", Path);
        folder.Dispose();
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true }
            )!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
