using System.IO.Compression;
using JudgeApi.Serving;

namespace JudgeApi.Models;

/// <summary>Unpacks an imported checkpoint or adapter, trusting nothing of the archive.</summary>
internal static class ModelArchive
{
    private const int MaxFiles = 1000;

    /// <param name="zip">A zip archive whose files lie at its root or in its only folder.</param>
    /// <param name="folder">Gets the files, without subfolders.</param>
    /// <param name="most">Bytes of all files together.</param>
    /// <param name="cancellationToken">Between files.</param>
    /// <exception cref="ModelLoadException">Names what is wrong with it.</exception>
    public static async Task UnpackAsync(Stream zip, string folder, long most, CancellationToken cancellationToken)
    {
        try
        {
            await using var archive = await ZipArchive.CreateAsync(
                zip,
                ZipArchiveMode.Read,
                leaveOpen: true,
                null,
                cancellationToken
            );
            var files = archive.Entries.Where(entry => entry.Name.Length > 0).ToList();
            if (files.Count is 0 or > MaxFiles)
            {
                throw new ModelLoadException($"The archive has {files.Count} files; a checkpoint has 1 to {MaxFiles}.");
            }

            long left = most;
            foreach (var entry in files)
            {
                left -= await CopyAsync(entry, Target(folder, entry), left, most, cancellationToken);
            }
        }
        catch (InvalidDataException error)
        {
            throw new ModelLoadException("The body is no zip archive, or a damaged one.", error);
        }
    }

    // A file's own name alone decides where it goes: neither folders nor .. of the archive are followed.
    private static string Target(string folder, ZipArchiveEntry entry)
    {
        string name = entry.Name;
        if (name.StartsWith('.') || name.AsSpan().IndexOfAny('\\', ':', '\0') >= 0 || name.Length > 200)
        {
            throw new ModelLoadException("The archive has a file whose name is no plain file name.");
        }

        string path = Path.Combine(folder, name);
        return File.Exists(path) ? throw new ModelLoadException($"The archive has the file {name} twice.") : path;
    }

    // By what is unpacked, not by what the archive says of itself.
    private static async Task<long> CopyAsync(
        ZipArchiveEntry entry,
        string path,
        long left,
        long most,
        CancellationToken cancellationToken
    )
    {
        await using var from = await entry.OpenAsync(cancellationToken);
        await using var to = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        byte[] buffer = new byte[1 << 20];
        long written = 0;
        int read;
        while ((read = await from.ReadAsync(buffer, cancellationToken)) > 0)
        {
            written += read;
            if (written > left)
            {
                throw new ModelLoadException($"The archive unpacks to more than the {most} bytes that are accepted.");
            }

            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        return written;
    }
}
