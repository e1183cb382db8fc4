using JudgeCore.Checkpoints;
using JudgeCore.Models;
using static TorchSharp.torch;

namespace JudgeCore.Adapters;

/// <summary>A checkpoint folder that holds a PEFT adapter beside its weights: served, the adapter is computed beside them; trained from, it is merged.</summary>
public static class AdaptedCheckpoint
{
    /// <summary>Whether a folder holds an adapter, with or without the weights that it belongs to.</summary>
    public static bool HasAdapter(string folder) => File.Exists(Path.Combine(folder, AdapterConfigFile.FileName));

    /// <summary>Whether a folder holds an adapter alone.</summary>
    public static bool IsAdapterAlone(string folder) =>
        HasAdapter(folder) && !File.Exists(Path.Combine(folder, CheckpointFolder.ConfigFile));

    /// <param name="baseFolder">Checkpoint folder that the adapter was trained on; an adapter that it holds itself is merged into its weights.</param>
    /// <param name="adapterFolder">In PEFT's form.</param>
    /// <param name="destination">The checkpoint to make; must not exist.</param>
    /// <param name="card">What is recorded about it.</param>
    /// <exception cref="CheckpointException">One of the folders is not sound. Whether they fit each other is seen when the checkpoint is loaded.</exception>
    public static void Write(string baseFolder, string adapterFolder, string destination, JudgeCard card)
    {
        new AdapterFolder(adapterFolder).Dispose();
        var checkpoint = CheckpointFolder.Open(baseFolder);
        string? merged = HasAdapter(checkpoint.Path) ? $"{Path.TrimEndingDirectorySeparator(destination)}.base" : null;
        try
        {
            if (merged is not null)
            {
                Merge(checkpoint, merged);
                checkpoint = CheckpointFolder.Open(merged);
            }

            using var staged = new StagedFolder(destination);
            string[] adapter = [AdapterConfigFile.FileName, AdapterFolder.WeightsFile];
            foreach (string file in Files(checkpoint).Concat(adapter.Select(name => Path.Combine(adapterFolder, name))))
            {
                using var from = File.OpenRead(file);
                AtomicFile.Write(Path.Combine(staged.Path, Path.GetFileName(file)), from.CopyTo);
            }

            card.Write(staged.Path);
            staged.Commit();
        }
        finally
        {
            if (Directory.Exists(merged))
            {
                Directory.Delete(merged, recursive: true);
            }
        }
    }

    // What is said about the base (README.md, probes, calibration) does not hold for the two together.
    private static IEnumerable<string> Files(CheckpointFolder folder) =>
        CheckpointWeights
            .FilesOf(folder.Path)
            .Append(folder.PathOf(WeightIndex.FileName))
            .Append(folder.PathOf(CheckpointFolder.ConfigFile))
            .Where(File.Exists)
            .Concat(folder.CompanionFiles());

    private static void Merge(CheckpointFolder checkpoint, string destination)
    {
        using var guard = no_grad();
        using var model = ModelLoader.Load(checkpoint.Path, ComputePolicy.Fp32Cpu);
        CheckpointWriter.Save(
            destination,
            model,
            new CheckpointContents
            {
                Rename = model.Config.Family == ModelFamily.Qwen25Vl ? CheckpointNames.Qwen25ToDisk : null,
                Config = File.ReadAllText(checkpoint.Require(CheckpointFolder.ConfigFile)),
                Dtype = StoredType(checkpoint),
                Files = [.. checkpoint.CompanionFiles()],
            }
        );
    }

    private static ScalarType StoredType(CheckpointFolder checkpoint)
    {
        using var weights = checkpoint.OpenWeights();
        return weights.Entry(weights.Names.First()).Dtype;
    }
}
