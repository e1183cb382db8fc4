using System.Text.Json;
using static TorchSharp.torch;

namespace JudgeCore.Checkpoints;

/// <summary>The tensors of a checkpoint folder: one model.safetensors, or shards with model.safetensors.index.json.</summary>
internal sealed class CheckpointWeights : IDisposable
{
    public const string SingleFile = "model.safetensors";
    public const string IndexFile = "model.safetensors.index.json";

    private readonly List<SafetensorsFile> files = [];
    private readonly Dictionary<string, SafetensorsFile> byName = [];

    /// <exception cref="CheckpointException">No weights, or index and shards disagree.</exception>
    public CheckpointWeights(string folder)
    {
        try
        {
            if (File.Exists(Path.Combine(folder, IndexFile)))
            {
                OpenShards(folder);
            }
            else
            {
                var file = new SafetensorsFile(Path.Combine(folder, SingleFile));
                files.Add(file);
                foreach (string name in file.Tensors.Keys)
                {
                    byName[name] = file;
                }
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public IEnumerable<string> Names => byName.Keys;

    /// <summary>Paths of the weight files, sorted by name: what a digest covers.</summary>
    public IEnumerable<string> Files => files.Select(file => file.Path).Order(StringComparer.Ordinal);

    public TensorEntry Entry(string name) => byName[name].Tensors[name];

    public Tensor Read(string name) => byName[name].Read(name);

    public void ReadInto(string name, Tensor destination) => byName[name].ReadInto(name, destination);

    public void Dispose() => files.ForEach(file => file.Dispose());

    private void OpenShards(string folder)
    {
        Dictionary<string, string> placed;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, IndexFile)));
            placed = document
                .RootElement.GetProperty("weight_map")
                .EnumerateObject()
                .ToDictionary(entry => entry.Name, entry => entry.Value.GetString()!);
        }
        catch (Exception exception)
            when (exception is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            throw new CheckpointException($"{IndexFile} is malformed: {exception.Message}", exception);
        }

        foreach (string shard in placed.Values.Distinct().Order(StringComparer.Ordinal))
        {
            if (shard != Path.GetFileName(shard) || !shard.EndsWith(".safetensors", StringComparison.Ordinal))
            {
                throw new CheckpointException($"{IndexFile} names '{shard}', which is no safetensors file of the same folder");
            }

            files.Add(new SafetensorsFile(Path.Combine(folder, shard)));
        }

        var byFile = files.ToDictionary(file => Path.GetFileName(file.Path));
        var strays = files
            .SelectMany(file => file.Tensors.Keys.Where(name => placed.GetValueOrDefault(name) != Path.GetFileName(file.Path)))
            .ToList();
        if (strays.Count > 0)
        {
            throw new CheckpointException($"{IndexFile} does not list (or lists elsewhere) {string.Join(", ", strays.Take(5))}");
        }

        foreach (var (name, shard) in placed)
        {
            byName[name] = byFile[shard].Tensors.ContainsKey(name)
                ? byFile[shard]
                : throw new CheckpointException($"{shard} has no tensor '{name}'");
        }
    }
}
