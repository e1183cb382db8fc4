using static TorchSharp.torch;

namespace JudgeCore.Checkpoints;

/// <summary>
/// The tensors of a checkpoint folder, mapped: model.safetensors, or else the shards of model.safetensors.index.json (the order in which
/// transformers looks).
/// </summary>
internal sealed class CheckpointWeights : IDisposable
{
    public const string SingleFile = "model.safetensors";

    private readonly List<SafetensorsFile> files = [];
    private readonly Dictionary<string, SafetensorsFile> byName = [];

    /// <exception cref="CheckpointException">No weights, or index and shards disagree; all disagreements are listed.</exception>
    public CheckpointWeights(string folder)
    {
        Folder = folder;
        try
        {
            files.AddRange(FilesOf(folder).Select(file => new SafetensorsFile(file)));
            List<string> faults = [];
            foreach (var file in files)
            {
                faults.AddRange(
                    file.Tensors.Keys.Where(name => !byName.TryAdd(name, file)).Select(name => $"two shards hold '{name}'")
                );
            }

            if (!File.Exists(Path.Combine(folder, SingleFile)))
            {
                faults.AddRange(Compare(WeightIndex.Read(folder)));
            }

            if (faults.Count > 0)
            {
                throw CheckpointException.About(
                    Path.Combine(folder, WeightIndex.FileName),
                    $"does not fit its shards:\n  {string.Join("\n  ", faults)}"
                );
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Folder { get; }

    public IEnumerable<string> Names => byName.Keys;

    /// <summary>Paths of a checkpoint's weight files, sorted by name; nothing is opened but the index.</summary>
    /// <exception cref="CheckpointException">The folder has no weights, or its index is malformed.</exception>
    public static IReadOnlyList<string> FilesOf(string folder)
    {
        string single = Path.Combine(folder, SingleFile);
        if (File.Exists(single))
        {
            return [single];
        }

        return File.Exists(Path.Combine(folder, WeightIndex.FileName))
            ? [.. WeightIndex.Read(folder).Files.Select(file => Path.Combine(folder, file))]
            : throw CheckpointException.About(folder, $"has neither {SingleFile} nor {WeightIndex.FileName}");
    }

    /// <exception cref="CheckpointException">No tensor has this name.</exception>
    public TensorEntry Entry(string name) => FileOf(name).Tensors[name];

    /// <inheritdoc cref="SafetensorsFile.Read"/>
    public Tensor Read(string name) => FileOf(name).Read(name);

    /// <inheritdoc cref="SafetensorsFile.View"/>
    public Tensor? View(string name) => FileOf(name).View(name);

    /// <inheritdoc cref="SafetensorsFile.Holds"/>
    public bool Holds(string name, Tensor other) => FileOf(name).Holds(name, other);

    /// <inheritdoc cref="SafetensorsFile.ReadInto"/>
    public void ReadInto(string name, Tensor destination) => FileOf(name).ReadInto(name, destination);

    public void Dispose() => files.ForEach(file => file.Dispose());

    private SafetensorsFile FileOf(string name) =>
        byName.TryGetValue(name, out var file)
            ? file
            : throw CheckpointException.About(Folder, $"has no tensor {SafetensorsHeader.Quote(name)}");

    private IEnumerable<string> Compare(WeightIndex index)
    {
        foreach (var (name, shard) in index.Shards)
        {
            if (!byName.TryGetValue(name, out var file))
            {
                yield return $"{shard} lacks '{name}'";
            }
            else if (Path.GetFileName(file.Path) != shard)
            {
                yield return $"'{name}' is in {Path.GetFileName(file.Path)}, not in {shard}";
            }
        }

        foreach (string name in byName.Keys.Where(name => !index.Shards.ContainsKey(name)))
        {
            yield return $"{Path.GetFileName(byName[name].Path)} holds '{name}', which the index does not list";
        }
    }
}
