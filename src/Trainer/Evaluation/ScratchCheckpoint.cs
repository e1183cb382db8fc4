using JudgeCore.Adapters;
using JudgeCore.Checkpoints;

namespace Trainer.Evaluation;

/// <summary>A base with a PEFT adapter beside it, as it would be served: a checkpoint folder that lives as long as this object.</summary>
internal sealed class ScratchCheckpoint : IDisposable
{
    private readonly DirectoryInfo scratch = Directory.CreateTempSubdirectory("mtrl-adapted-");

    /// <param name="baseFolder">Checkpoint that the adapter was trained on.</param>
    /// <param name="adapterFolder">In PEFT's form.</param>
    /// <exception cref="CheckpointException">One of them cannot be read.</exception>
    public ScratchCheckpoint(string baseFolder, string adapterFolder)
    {
        string name = System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(adapterFolder));
        Path = System.IO.Path.Combine(scratch.FullName, name);
        try
        {
            AdaptedCheckpoint.Write(
                baseFolder,
                adapterFolder,
                Path,
                CheckpointFolder.Open(baseFolder).Card with
                {
                    Version = name,
                }
            );
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The checkpoint.</summary>
    public string Path { get; }

    public void Dispose() => scratch.Delete(recursive: true);
}
