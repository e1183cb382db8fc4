namespace JudgeCore.Checkpoints;

/// <summary>A checkpoint's files are missing, damaged, or do not fit the model; the message names file, tensor and limit.</summary>
public sealed class CheckpointException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Says what is wrong with one file.</summary>
    /// <param name="path">Shortened in the message to the file and the folder that holds it: servers' paths are nobody's business.</param>
    /// <param name="what">Continues the sentence, such as "has no tensor 'x'".</param>
    /// <param name="inner">The error that revealed it.</param>
    internal static CheckpointException About(string path, string what, Exception? inner = null)
    {
        string full = Path.GetFullPath(path);
        return new($"{Path.Join(Path.GetFileName(Path.GetDirectoryName(full)), Path.GetFileName(full))} {what}", inner);
    }
}
