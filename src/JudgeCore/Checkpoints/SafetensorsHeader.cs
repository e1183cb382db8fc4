// The header of a safetensors file, trusted in nothing: every number is checked against the file before it is used.
using System.Buffers.Binary;
using System.Text.Json;

namespace JudgeCore.Checkpoints;

/// <summary>Names, types, shapes and places of a file's tensors.</summary>
internal static class SafetensorsHeader
{
    /// <summary>The format's own limit.</summary>
    public const long MaxBytes = 100_000_000;

    /// <param name="stream">Positioned anywhere; read from its start.</param>
    /// <param name="file">What error sentences call it.</param>
    /// <exception cref="CheckpointException">The header is malformed or contradicts the file's size.</exception>
    public static (Dictionary<string, TensorEntry> Tensors, Dictionary<string, string> Metadata) Read(Stream stream, string file)
    {
        Span<byte> prefix = stackalloc byte[8];
        stream.Position = 0;
        if (stream.Length < 8)
        {
            throw Bad(file, $"has {stream.Length} bytes, too few for a header");
        }

        stream.ReadExactly(prefix);
        ulong size = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (size > MaxBytes || (long)size > stream.Length - 8)
        {
            throw Bad(file, $"claims a header of {size} bytes; the file has {stream.Length}, the limit is {MaxBytes}");
        }

        byte[] json = new byte[size];
        stream.ReadExactly(json);
        try
        {
            return Parse(json, 8 + (long)size, stream.Length, file);
        }
        catch (JsonException exception)
        {
            throw Bad(file, $"has a header that is no valid JSON ({exception.Message})");
        }
    }

    private static (Dictionary<string, TensorEntry>, Dictionary<string, string>) Parse(
        byte[] json,
        long dataStart,
        long fileLength,
        string file
    )
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            throw Bad(file, "has a header that is no JSON object");
        }

        Dictionary<string, TensorEntry> tensors = [];
        Dictionary<string, string> metadata = [];
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (property.Name == "__metadata__")
            {
                ReadMetadata(property.Value, metadata, file);
            }
            else if (!tensors.TryAdd(property.Name, Entry(property, dataStart, fileLength, file)))
            {
                throw Bad(file, $"lists tensor '{property.Name}' twice");
            }
        }

        CheckCoverage(tensors, dataStart, fileLength, file);
        return (tensors, metadata);
    }

    private static void ReadMetadata(JsonElement value, Dictionary<string, string> metadata, string file)
    {
        if (
            value.ValueKind != JsonValueKind.Object
            || value.EnumerateObject().Any(entry => entry.Value.ValueKind != JsonValueKind.String)
        )
        {
            throw Bad(file, "has metadata that is no map of strings");
        }

        foreach (var entry in value.EnumerateObject())
        {
            metadata[entry.Name] = entry.Value.GetString()!;
        }
    }

    private static TensorEntry Entry(JsonProperty property, long dataStart, long fileLength, string file)
    {
        string name = property.Name;
        var value = property.Value;
        if (
            value.ValueKind != JsonValueKind.Object
            || !value.TryGetProperty("dtype", out var dtypeName)
            || !value.TryGetProperty("shape", out var shapeList)
            || !value.TryGetProperty("data_offsets", out var offsetList)
        )
        {
            throw Bad(file, $"tensor '{name}' lacks dtype, shape or data_offsets");
        }

        if (
            dtypeName.ValueKind != JsonValueKind.String
            || !SafetensorsDtype.TryParse(dtypeName.GetString(), out var dtype, out int itemSize)
        )
        {
            throw Bad(file, $"tensor '{name}' has the unknown dtype {dtypeName}");
        }

        long[] shape = Numbers(shapeList, name, "shape", file);
        long[] offsets = Numbers(offsetList, name, "data_offsets", file);
        long dataLength = fileLength - dataStart;
        if (offsets.Length != 2 || offsets[0] > offsets[1] || offsets[1] > dataLength)
        {
            throw Bad(file, $"tensor '{name}' has data_offsets {offsetList} outside of the file's {dataLength} bytes of data");
        }

        long bytes = itemSize;
        try
        {
            foreach (long side in shape)
            {
                bytes = checked(bytes * side);
            }
        }
        catch (OverflowException)
        {
            throw Bad(file, $"tensor '{name}' has the impossible shape {shapeList}");
        }

        return bytes == offsets[1] - offsets[0]
            ? new TensorEntry(dtype, shape, dataStart + offsets[0], bytes)
            : throw Bad(
                file,
                $"tensor '{name}' of shape {shapeList} needs {bytes} bytes, data_offsets give {offsets[1] - offsets[0]}"
            );
    }

    private static long[] Numbers(JsonElement list, string name, string field, string file) =>
        list.ValueKind == JsonValueKind.Array
        && list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Number && item.TryGetInt64(out long n) && n >= 0)
            ? [.. list.EnumerateArray().Select(item => item.GetInt64())]
            : throw Bad(file, $"tensor '{name}' has a malformed {field} {list}");

    // The format wants the tensors to tile the data: no holes, no overlaps, nothing behind them.
    private static void CheckCoverage(Dictionary<string, TensorEntry> tensors, long dataStart, long fileLength, string file)
    {
        long at = dataStart;
        foreach (var (name, entry) in tensors.OrderBy(tensor => tensor.Value.Offset).ThenBy(tensor => tensor.Value.Length))
        {
            if (entry.Offset != at)
            {
                throw Bad(file, $"tensor '{name}' begins at byte {entry.Offset}, expected {at}: tensors overlap or leave a hole");
            }

            at += entry.Length;
        }

        if (at != fileLength)
        {
            throw Bad(file, $"has {fileLength - at} bytes behind its last tensor");
        }
    }

    private static CheckpointException Bad(string file, string what) => new($"{file}: {what}");
}
