namespace JudgeCore.Checkpoints;

/// <summary>
/// A folder that comes into being whole: files are written beside its destination and one rename makes them appear there. Without
/// <see cref="Commit"/> (an error, a kill) the destination never exists; what a killed process left begins with a dot and may be deleted.
/// </summary>
internal sealed class StagedFolder : IDisposable
{
    private readonly string destination;
    private bool committed;

    /// <param name="destination">Must not exist yet; missing parents are created.</param>
    /// <exception cref="CheckpointException">The destination exists.</exception>
    public StagedFolder(string destination)
    {
        this.destination = System.IO.Path.GetFullPath(destination).TrimEnd(System.IO.Path.DirectorySeparatorChar);
        if (System.IO.Path.Exists(this.destination))
        {
            throw CheckpointException.About(this.destination, "exists already; checkpoints are never written over");
        }

        string parent = System.IO.Path.GetDirectoryName(this.destination)!;
        Path = System.IO.Path.Combine(
            parent,
            $".{System.IO.Path.GetFileName(this.destination)}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.tmp"
        );
        Delete();
        Directory.CreateDirectory(Path);
    }

    /// <summary>Where to write. Files must be on disk (as <see cref="AtomicFile"/> leaves them) before <see cref="Commit"/>.</summary>
    public string Path { get; }

    public void Commit()
    {
        AtomicFile.SyncFolder(Path);
        Directory.Move(Path, destination);
        committed = true;
        AtomicFile.SyncFolder(System.IO.Path.GetDirectoryName(destination)!);
    }

    public void Dispose()
    {
        if (!committed)
        {
            Delete();
        }
    }

    private void Delete()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
