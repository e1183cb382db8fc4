using JudgeCore.Checkpoints;
using JudgeCore.Models;
using static TorchSharp.torch;

namespace JudgeCore.Adapters;

/// <summary>A PEFT adapter and its base become a checkpoint of their own.</summary>
public static class AdapterMerge
{
    /// <param name="baseFolder">Checkpoint folder that the adapter was trained on.</param>
    /// <param name="adapterFolder">In PEFT's form.</param>
    /// <param name="destination">The checkpoint to make; must not exist.</param>
    /// <param name="card">What is recorded about it.</param>
    /// <exception cref="CheckpointException">One of the folders is not sound, or they do not fit.</exception>
    public static void Write(string baseFolder, string adapterFolder, string destination, JudgeCard card)
    {
        var checkpoint = CheckpointFolder.Open(baseFolder);
        using var guard = no_grad();
        using var scope = NewDisposeScope();
        var (dtype, uniform) = StoredType(checkpoint);
        // Only matrices that the adapter touches take memory, in their stored type; sums are fp32.
        using var model = uniform
            ? ModelLoader.Lend(checkpoint.Path, new ComputePolicy(dtype, CPU))
            : ModelLoader.Load(checkpoint.Path, ComputePolicy.Fp32Cpu);
        using var files = new AdapterFolder(adapterFolder);
        using var adapter = LoraAdapter.Load(model, files);
        adapter.Merge(reversible: false);
        CheckpointWriter.Save(
            destination,
            model,
            new CheckpointContents
            {
                Rename = model.Config.Family == ModelFamily.Qwen25Vl ? CheckpointNames.Qwen25ToDisk : null,
                Config = File.ReadAllText(checkpoint.Require(CheckpointFolder.ConfigFile)),
                Dtype = dtype,
                Card = card,
                Files = [.. checkpoint.CompanionFiles()],
            }
        );
    }

    private static (ScalarType Dtype, bool Uniform) StoredType(CheckpointFolder checkpoint)
    {
        using var weights = checkpoint.OpenWeights();
        var types = weights.Names.Select(name => weights.Entry(name).Dtype).ToList();
        return (types[0], types.TrueForAll(type => type == types[0]));
    }
}
