using System.Runtime.InteropServices;
using System.Text;

namespace JudgeCore.Checkpoints;

/// <summary>Writes a file so that it is either as it was or complete, also after a crash: temporary file, fsync, rename, fsync of the folder.</summary>
public static partial class AtomicFile
{
    private const int CloseOnExec = 0x80000; // O_CLOEXEC of Linux
    private const int InvalidArgument = 22; // EINVAL: some network file systems cannot sync folders

    /// <param name="path">The file to replace or create; its folder must exist.</param>
    /// <param name="write">Writes the content.</param>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string temporary = Path.Combine(
            folder,
            $".{Path.GetFileName(path)}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.tmp"
        );
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        SyncFolder(folder);
    }

    /// <inheritdoc cref="Write(string, Action{Stream})"/>
    public static void Write(string path, string text) => Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    /// <summary>Makes renames inside a folder durable. .NET cannot open folders, so the C library does.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    internal static void SyncFolder(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        int handle = Open(folder, CloseOnExec);
        int error = handle < 0 ? Marshal.GetLastPInvokeError() : 0;
        if (handle >= 0)
        {
            error = Fsync(handle) == 0 ? 0 : Marshal.GetLastPInvokeError();
            _ = Close(handle);
        }

        if (error is not (0 or InvalidArgument))
        {
            throw new IOException($"cannot sync {folder}: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
