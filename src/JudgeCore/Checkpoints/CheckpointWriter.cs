using System.Text.Json;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace JudgeCore.Checkpoints;

/// <summary>Saves a module as a checkpoint folder that this product, transformers and vLLM read. The folder appears whole or not at all.</summary>
internal static class CheckpointWriter
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <param name="folder">Must not exist yet.</param>
    /// <param name="module">Its parameters and saved buffers are converted and written one at a time.</param>
    /// <param name="contents">Everything else.</param>
    /// <exception cref="CheckpointException">The folder exists, or two tensors have one name.</exception>
    public static void Save(string folder, nn.Module module, CheckpointContents contents)
    {
        using var staged = new StagedFolder(folder);
        var tensors = module
            .state_dict()
            .Select(entry => KeyValuePair.Create(contents.Rename?.Invoke(entry.Key) ?? entry.Key, entry.Value));
        SaveWeights(staged.Path, [.. tensors], contents.Dtype, contents.MaxShardBytes);
        AtomicFile.Write(Path.Combine(staged.Path, CheckpointFolder.ConfigFile), WithType(contents.Config, contents.Dtype));
        foreach (string file in contents.Files)
        {
            using var source = File.OpenRead(file);
            AtomicFile.Write(Path.Combine(staged.Path, Path.GetFileName(file)), source.CopyTo);
        }

        contents.Card?.Write(staged.Path);
        if (contents.Readme is { } readme)
        {
            AtomicFile.Write(Path.Combine(staged.Path, CheckpointFolder.ReadmeFile), readme);
        }

        staged.Commit();
    }

    /// <summary>Writes model.safetensors, or shards and their index where it would exceed <paramref name="maxBytes"/>.</summary>
    public static void SaveWeights(
        string folder,
        IReadOnlyList<KeyValuePair<string, Tensor>> tensors,
        ScalarType floats,
        long maxBytes
    )
    {
        if (tensors.CountBy(entry => entry.Key).FirstOrDefault(entry => entry.Value > 1).Key is { } twice)
        {
            throw CheckpointException.About(folder, $"cannot hold tensor {SafetensorsHeader.Quote(twice)} twice");
        }

        long Size(Tensor tensor) => tensor.NumberOfElements * SafetensorsDtype.Size(SafetensorsWriter.StoredType(tensor, floats));

        var shards = ShardPlan.Divide(tensors.Select(entry => KeyValuePair.Create(entry.Key, Size(entry.Value))), maxBytes);
        if (shards.Count == 1)
        {
            Write(CheckpointWeights.SingleFile, tensors);
            return;
        }

        var byName = tensors.ToDictionary();
        Dictionary<string, string> placed = [];
        for (int i = 0; i < shards.Count; i++)
        {
            string file = ShardPlan.FileName(i, shards.Count);
            var part = shards[i].Select(name => KeyValuePair.Create(name, byName[name]));
            Write(file, part);
            foreach (string name in shards[i])
            {
                placed[name] = file;
            }
        }

        long elements = tensors.Sum(entry => entry.Value.NumberOfElements);
        new WeightIndex(placed).Write(folder, elements, tensors.Sum(entry => Size(entry.Value)));

        // Aligned, so that serving can map the matrices (SafetensorsFile.View).
        void Write(string file, IEnumerable<KeyValuePair<string, Tensor>> part) =>
            SafetensorsWriter.Write(Path.Combine(folder, file), part, SafetensorsWriter.Torch, floats, SafetensorsFile.Alignment);
    }

    // Programs that load "in the stored type" believe the configuration, which may have come from a checkpoint of another type.
    private static string WithType(string config, ScalarType type)
    {
        string name = type switch
        {
            ScalarType.Float32 => "float32",
            ScalarType.BFloat16 => "bfloat16",
            ScalarType.Float16 => "float16",
            _ => throw new CheckpointException($"weights cannot be stored as {type}; supported are F32, BF16, F16"),
        };
        var root = JsonNode.Parse(config)!.AsObject();
        foreach (var section in new[] { root, root["text_config"] as JsonObject, root["vision_config"] as JsonObject })
        {
            foreach (string field in new[] { "dtype", "torch_dtype" })
            {
                if (section?[field] is JsonValue)
                {
                    section[field] = name;
                }
            }
        }

        return root.ToJsonString(Indented) + "\n";
    }
}
