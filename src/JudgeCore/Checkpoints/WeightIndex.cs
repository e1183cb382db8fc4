// model.safetensors.index.json: which shard holds which tensor. The same bytes as transformers writes.
using System.Text.Json;
using System.Text.Json.Nodes;

namespace JudgeCore.Checkpoints;

/// <summary>The index of a sharded checkpoint.</summary>
/// <param name="Shards">Tensor name to shard file name, a plain name in the index's own folder.</param>
internal sealed record WeightIndex(IReadOnlyDictionary<string, string> Shards)
{
    public const string FileName = "model.safetensors.index.json";

    private const long MaxBytes = 64 << 20;

    private static readonly JsonWriterOptions Indented = new() { Indented = true, NewLine = "\n" };

    /// <summary>The shards' file names, sorted.</summary>
    public IReadOnlyList<string> Files => [.. Shards.Values.Distinct().Order(StringComparer.Ordinal)];

    /// <exception cref="CheckpointException">The file is malformed, or names a shard outside of its folder.</exception>
    public static WeightIndex Read(string folder) =>
        JsonFile.Read(
            Path.Combine(folder, FileName),
            MaxBytes,
            root =>
            {
                var map = root["weight_map"] as JsonObject ?? throw new FormatException("has no weight_map");
                Dictionary<string, string> shards = [];
                foreach (var (name, shard) in map)
                {
                    shards[name] = PlainName(name, shard is JsonValue value && value.TryGetValue(out string? text) ? text : null);
                }

                return shards.Count > 0 ? new WeightIndex(shards) : throw new FormatException("has an empty weight_map");
            }
        );

    /// <param name="folder">Where the shards are.</param>
    /// <param name="elements">All tensors' elements together.</param>
    /// <param name="bytes">All tensors' bytes together.</param>
    public void Write(string folder, long elements, long bytes) =>
        AtomicFile.Write(
            Path.Combine(folder, FileName),
            stream =>
            {
                using (var json = new Utf8JsonWriter(stream, Indented))
                {
                    json.WriteStartObject();
                    json.WriteStartObject("metadata");
                    json.WriteNumber("total_parameters", elements);
                    json.WriteNumber("total_size", bytes);
                    json.WriteEndObject();
                    json.WriteStartObject("weight_map");
                    foreach (var (name, shard) in Shards.OrderBy(entry => entry.Key, StringComparer.Ordinal))
                    {
                        json.WriteString(name, shard);
                    }

                    json.WriteEndObject();
                    json.WriteEndObject();
                }

                stream.Write("\n"u8);
            }
        );

    // A shard's name comes from whoever made the checkpoint: it must not lead anywhere else.
    private static string PlainName(string tensor, string? shard) =>
        shard is { Length: > 0 and <= 255 }
        && shard[0] != '.'
        && shard.AsSpan().IndexOfAny('/', '\\', '\0') < 0
        && shard.EndsWith(".safetensors", StringComparison.Ordinal)
            ? shard
            : throw new FormatException(
                $"places tensor {SafetensorsHeader.Quote(tensor)} in {SafetensorsHeader.Quote(shard ?? "null")}, "
                    + "which is no safetensors file of the same folder"
            );
}
