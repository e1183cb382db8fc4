using JudgeCore.Adapters;
using JudgeCore.Checkpoints;
using JudgeCore.Models;
using static TorchSharp.torch;

namespace Trainer.Evaluation;

/// <summary>A base with a PEFT adapter merged into it, as a checkpoint folder that lives as long as this object.</summary>
internal sealed class MergedCheckpoint : IDisposable
{
    private readonly DirectoryInfo scratch = Directory.CreateTempSubdirectory("mtrl-merged-");

    /// <param name="baseFolder">Checkpoint that the adapter was trained on.</param>
    /// <param name="adapterFolder">In PEFT's form.</param>
    /// <exception cref="CheckpointException">One of them cannot be loaded, or they do not fit.</exception>
    public MergedCheckpoint(string baseFolder, string adapterFolder)
    {
        Path = System.IO.Path.Combine(
            scratch.FullName,
            System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(adapterFolder))
        );
        try
        {
            Write(CheckpointFolder.Open(baseFolder), adapterFolder, Path);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The merged checkpoint.</summary>
    public string Path { get; }

    /// <summary>Merges and writes, in bf16 as it would be served.</summary>
    public static void Write(CheckpointFolder from, string adapterFolder, string target)
    {
        using var guard = no_grad();
        using var model = ModelLoader.Load(from.Path, ComputePolicy.Fp32Cpu);
        using var folder = new AdapterFolder(adapterFolder);
        using var adapter = LoraAdapter.Load(model, folder);
        adapter.Merge(reversible: false);
        CheckpointWriter.Save(
            target,
            model,
            new CheckpointContents
            {
                Config = File.ReadAllText(from.PathOf(CheckpointFolder.ConfigFile)),
                Dtype = ScalarType.BFloat16,
                Files = from.CompanionFiles(),
                Card = from.Card with { Version = System.IO.Path.GetFileName(target) },
            }
        );
    }

    public void Dispose() => scratch.Delete(recursive: true);
}
