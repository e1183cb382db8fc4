using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Checkpoints;

/// <summary>A LoRA adapter on disk in PEFT's form: adapter_config.json and adapter_model.safetensors.</summary>
internal sealed class AdapterFolder : IDisposable
{
    public const string WeightsFile = "adapter_model.safetensors";

    private const string Prefix = "base_model.model.";
    private const string SuffixA = ".lora_A.weight";
    private const string SuffixB = ".lora_B.weight";

    private readonly SafetensorsFile file;

    /// <summary>Opens an adapter and checks its weights against its configuration.</summary>
    /// <exception cref="CheckpointException">A file is missing or malformed, or weights and configuration disagree; all disagreements are listed.</exception>
    public AdapterFolder(string folder)
    {
        Config = AdapterConfigFile.Read(folder);
        file = new SafetensorsFile(Path.Combine(folder, WeightsFile));
        try
        {
            var modules = new SortedSet<string>(StringComparer.Ordinal);
            List<string> faults = [];
            foreach (string key in file.Tensors.Keys)
            {
                if (PathIn(key) is { } path)
                {
                    modules.Add(path);
                }
                else
                {
                    faults.Add($"{SafetensorsHeader.Quote(key)} is no LoRA weight of a linear layer");
                }
            }

            faults.AddRange(modules.SelectMany(Faults));
            Modules = [.. modules];
            if (faults.Count > 0 || modules.Count == 0)
            {
                throw CheckpointException.About(
                    file.Path,
                    modules.Count == 0 && faults.Count == 0
                        ? "is empty"
                        : $"does not fit its configuration:\n  {string.Join("\n  ", faults)}"
                );
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public AdapterConfig Config { get; }

    /// <summary>Paths of the adapted modules, sorted.</summary>
    public IReadOnlyList<string> Modules { get; }

    /// <summary>Copies of one module's two matrices, in their stored type on the processor.</summary>
    /// <exception cref="CheckpointException">The adapter has no such module.</exception>
    public AdapterWeights Read(string path) => new(path, file.Read(Prefix + path + SuffixA), file.Read(Prefix + path + SuffixB));

    /// <summary>Writes an adapter as PEFT does. The folder appears whole or not at all.</summary>
    /// <param name="folder">Must not exist yet.</param>
    /// <param name="config">Patterns must agree with the matrices' ranks.</param>
    /// <param name="weights">Any order.</param>
    /// <param name="floats">The type on disk; null: each matrix keeps its own.</param>
    /// <exception cref="CheckpointException">The folder exists, or weights and configuration disagree.</exception>
    public static void Write(string folder, AdapterConfig config, IEnumerable<AdapterWeights> weights, ScalarType? floats = null)
    {
        using var staged = new StagedFolder(folder);
        AdapterConfigFile.Write(staged.Path, config);
        var tensors = weights.SelectMany(module =>
            new[]
            {
                KeyValuePair.Create(Prefix + module.Path + SuffixA, module.A),
                KeyValuePair.Create(Prefix + module.Path + SuffixB, module.B),
            }
        );
        SafetensorsWriter.Write(Path.Combine(staged.Path, WeightsFile), tensors, SafetensorsWriter.Torch, floats);
        new AdapterFolder(staged.Path).Dispose(); // what would be refused when read is not written
        staged.Commit();
    }

    public void Dispose() => file.Dispose();

    private static string? PathIn(string key)
    {
        string? suffix = new[] { SuffixA, SuffixB }.FirstOrDefault(end => key.EndsWith(end, StringComparison.Ordinal));
        return
            suffix is not null && key.StartsWith(Prefix, StringComparison.Ordinal) && key.Length > Prefix.Length + suffix.Length
            ? key[Prefix.Length..^suffix.Length]
            : null;
    }

    // A patch's projection is stored as a convolution: its A has as many dimensions as its weight, its B ones behind the rank.
    private static bool Fits(long[] shape, int rank, int side) =>
        shape.Length >= 2 && shape[side] == rank && (side == 0 || shape.Skip(2).All(size => size == 1));

    private IEnumerable<string> Faults(string path)
    {
        if (!Config.Targets.Contains(path))
        {
            yield return $"{path} is not among target_modules";
        }

        int rank = Config.RankOf(path);
        foreach (var (suffix, side) in new[] { (SuffixA, 0), (SuffixB, 1) })
        {
            if (!file.Tensors.TryGetValue(Prefix + path + suffix, out var entry))
            {
                yield return $"{path} lacks {suffix[1..]}";
            }
            else if (!Fits(entry.Shape, rank, side))
            {
                string wanted = side == 0 ? $"[{rank}, in]" : $"[out, {rank}]";
                yield return $"{path}{suffix} is [{string.Join(", ", entry.Shape)}], the configuration says {wanted}";
            }
            else if (!SafetensorsDtype.IsFloating(entry.Dtype))
            {
                yield return $"{path}{suffix} is {SafetensorsDtype.Name(entry.Dtype)}, not a floating-point type";
            }
        }
    }
}
