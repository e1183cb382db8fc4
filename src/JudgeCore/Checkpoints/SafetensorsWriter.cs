using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Checkpoints;

/// <summary>
/// Writes safetensors files: same tensors, same bytes (those of the reference library, for metadata of one entry at most); a reader sees
/// the old file or the whole new one, never a part.
/// </summary>
internal static class SafetensorsWriter
{
    private const int Block = 1 << 30; // bytes written at once: spans end at 2^31

    private static readonly JsonWriterOptions HeaderOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Metadata of every file that holds weights: other programs look for it.</summary>
    public static IReadOnlyDictionary<string, string> Torch { get; } = new Dictionary<string, string> { ["format"] = "pt" };

    /// <param name="path">Replaced atomically if it exists.</param>
    /// <param name="tensors">Brought to the processor one at a time.</param>
    /// <param name="metadata">Strings for the header.</param>
    /// <param name="floats">The type for all floating-point tensors; null: each keeps its own.</param>
    /// <param name="alignment">The data begins at a multiple of so many bytes; 8 is the reference library's.</param>
    /// <exception cref="CheckpointException">A name occurs twice or is reserved, or a type cannot be stored.</exception>
    public static void Write(
        string path,
        IEnumerable<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyDictionary<string, string>? metadata = null,
        ScalarType? floats = null,
        int alignment = 8
    )
    {
        var ordered = Order(path, tensors, floats);
        byte[] header = Header(ordered, metadata, floats, alignment);
        AtomicFile.Write(
            path,
            stream =>
            {
                Span<byte> length = stackalloc byte[SafetensorsHeader.Prefix];
                BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
                stream.Write(length);
                stream.Write(header);
                foreach (var (_, tensor) in ordered)
                {
                    using var scope = NewDisposeScope();
                    WriteData(stream, tensor.detach().to(StoredType(tensor, floats)).cpu().contiguous().view(-1)); // [elements]
                }
            }
        );
    }

    /// <summary>The type that a tensor gets on disk.</summary>
    public static ScalarType StoredType(Tensor tensor, ScalarType? floats) =>
        floats is { } type && SafetensorsDtype.IsFloating(tensor.dtype) ? type : tensor.dtype;

    // Wider types first, then by name: every tensor starts aligned to its own type.
    private static List<KeyValuePair<string, Tensor>> Order(
        string path,
        IEnumerable<KeyValuePair<string, Tensor>> tensors,
        ScalarType? floats
    )
    {
        var ordered = tensors
            .OrderByDescending(tensor => SafetensorsDtype.Rank(StoredType(tensor.Value, floats)))
            .ThenBy(tensor => tensor.Key, StringComparer.Ordinal)
            .ToList();
        HashSet<string> names = [SafetensorsHeader.MetadataName];
        return ordered.Find(tensor => !names.Add(tensor.Key)) is { Key: { } name }
            ? throw CheckpointException.About(
                path,
                $"cannot hold tensor {SafetensorsHeader.Quote(name)} twice or under a reserved name"
            )
            : ordered;
    }

    private static byte[] Header(
        List<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyDictionary<string, string>? metadata,
        ScalarType? floats,
        int alignment
    )
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, HeaderOptions))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(SafetensorsHeader.MetadataName);
                foreach (var (key, value) in metadata.OrderBy(entry => entry.Key, StringComparer.Ordinal))
                {
                    json.WriteString(key, value);
                }

                json.WriteEndObject();
            }

            long at = 0;
            foreach (var (name, tensor) in tensors)
            {
                var type = StoredType(tensor, floats);
                long end = at + tensor.NumberOfElements * SafetensorsDtype.Size(type);
                json.WriteStartObject(name);
                json.WriteString("dtype", SafetensorsDtype.Name(type));
                WriteNumbers(json, "shape", tensor.shape);
                WriteNumbers(json, "data_offsets", [at, end]);
                json.WriteEndObject();
                at = end;
            }

            json.WriteEndObject();
        }

        while ((SafetensorsHeader.Prefix + buffer.Length) % alignment != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, long[] numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    private static void WriteData(Stream stream, Tensor flat)
    {
        long block = Block / SafetensorsDtype.Size(flat.dtype);
        for (long first = 0; first < flat.NumberOfElements; first += block)
        {
            using var part = flat.narrow(0, first, Math.Min(block, flat.NumberOfElements - first));
            stream.Write(part.bytes);
        }
    }
}
