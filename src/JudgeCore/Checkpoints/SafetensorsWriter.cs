using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Checkpoints;

/// <summary>Writes safetensors files: same tensors, same bytes; a reader sees the old file or the whole new one, never a part.</summary>
internal static class SafetensorsWriter
{
    private static readonly JsonSerializerOptions HeaderOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="path">Replaced atomically if it exists.</param>
    /// <param name="tensors">Copied to the processor one at a time, kept in their number types.</param>
    /// <param name="metadata">Strings for the header.</param>
    public static void Write(
        string path,
        IEnumerable<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyDictionary<string, string>? metadata = null
    )
    {
        // Wider types first, then by name: every tensor starts aligned to its own type, as the reference library lays them out.
        var ordered = tensors
            .OrderByDescending(tensor => SafetensorsDtype.Size(tensor.Value.dtype))
            .ThenBy(tensor => tensor.Key, StringComparer.Ordinal)
            .ToList();
        AtomicFile.Write(
            path,
            stream =>
            {
                byte[] header = Header(ordered, metadata);
                Span<byte> length = stackalloc byte[8];
                BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
                stream.Write(length);
                stream.Write(header);
                foreach (var (_, tensor) in ordered)
                {
                    using var scope = NewDisposeScope();
                    stream.Write(tensor.detach().cpu().contiguous().bytes);
                }
            }
        );
    }

    private static byte[] Header(List<KeyValuePair<string, Tensor>> tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        var root = new JsonObject();
        if (metadata is { Count: > 0 })
        {
            var strings = metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal);
            root["__metadata__"] = new JsonObject(
                strings.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))
            );
        }

        long at = 0;
        foreach (var (name, tensor) in tensors)
        {
            long end = at + tensor.NumberOfElements * tensor.ElementSize;
            root[name] = new JsonObject
            {
                ["dtype"] = SafetensorsDtype.Name(tensor.dtype),
                ["shape"] = new JsonArray([.. tensor.shape.Select(side => (JsonNode)side)]),
                ["data_offsets"] = new JsonArray(at, end),
            };
            at = end;
        }

        byte[] json = JsonSerializer.SerializeToUtf8Bytes(root, HeaderOptions);
        byte[] padded = new byte[(json.Length + 7) / 8 * 8];
        Array.Fill(padded, (byte)' ');
        json.CopyTo(padded, 0);
        return padded;
    }
}
