namespace JudgeCore.Checkpoints;

/// <summary>Puts checkpoints into a store of immutable folders.</summary>
public static class CheckpointCopy
{
    /// <summary>Copies a checkpoint folder; the copy appears whole and on the disk, or not at all.</summary>
    /// <param name="source">A checkpoint folder. Subfolders are left out.</param>
    /// <param name="destination">Must not exist yet.</param>
    /// <param name="cancellation">Between files.</param>
    /// <exception cref="CheckpointException">The source is no checkpoint, or the destination exists.</exception>
    public static void Copy(string source, string destination, CancellationToken cancellation)
    {
        var checkpoint = CheckpointFolder.Open(source);
        using var staged = new StagedFolder(destination);
        foreach (string file in Directory.EnumerateFiles(checkpoint.Path))
        {
            cancellation.ThrowIfCancellationRequested();
            using var from = File.OpenRead(file);
            using var to = new FileStream(
                Path.Combine(staged.Path, Path.GetFileName(file)),
                FileMode.CreateNew,
                FileAccess.Write
            );
            from.CopyTo(to, 1 << 20);
            to.Flush(flushToDisk: true);
        }

        staged.Commit();
    }
}
