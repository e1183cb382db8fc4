// The header of a safetensors file, trusted in nothing: whatever the bytes are, the result is a set of tensors that tile the file's data
// exactly, or a CheckpointException. Memory stays proportional to the header's real length.
using System.Text.Json;

namespace JudgeCore.Checkpoints;

/// <summary>Names, types, shapes and places of a file's tensors, in the order of their data, and the writer's own strings.</summary>
internal sealed record SafetensorsHeader(
    OrderedDictionary<string, TensorEntry> Tensors,
    IReadOnlyDictionary<string, string> Metadata
)
{
    /// <summary>Bytes of the length that precedes the header.</summary>
    public const int Prefix = 8;

    /// <summary>The format's own limit, in bytes.</summary>
    public const int MaxBytes = 100_000_000;

    /// <summary>Most dimensions of a tensor; no layer of any network comes near.</summary>
    public const int MaxRank = 32;

    public const string MetadataName = "__metadata__";

    /// <param name="path">The file that it came from, for messages.</param>
    /// <param name="json">A JSON object, possibly followed by spaces.</param>
    /// <param name="fileLength">Bytes of the whole file; everything after the header is data.</param>
    /// <exception cref="CheckpointException">The header is malformed or does not describe exactly the data that follows it.</exception>
    public static SafetensorsHeader Parse(string path, ReadOnlySpan<byte> json, long fileLength)
    {
        long dataStart = Prefix + json.Length;
        try
        {
            Dictionary<string, TensorEntry> tensors = [];
            Dictionary<string, string> metadata = [];
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 3 });
            Expect(ref reader, JsonTokenType.StartObject, "the header");
            bool metadataSeen = false;
            while (Next(ref reader) == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                if (name == MetadataName)
                {
                    Require(!metadataSeen, $"{MetadataName} occurs twice");
                    metadataSeen = true;
                    ReadMetadata(ref reader, metadata);
                }
                else
                {
                    var entry = ReadEntry(ref reader, $"tensor {Quote(name)}", dataStart, fileLength - dataStart);
                    Require(tensors.TryAdd(name, entry), $"tensor {Quote(name)} occurs twice");
                }
            }

            while (reader.Read()) { } // throws on anything but white space behind the object
            var ordered = tensors
                .OrderBy(t => t.Value.Offset)
                .ThenBy(t => t.Value.Length)
                .ThenBy(t => t.Key, StringComparer.Ordinal);
            var result = new SafetensorsHeader(new(ordered), metadata);
            result.CheckTiling(dataStart, fileLength);
            return result;
        }
        catch (FormatException exception)
        {
            throw CheckpointException.About(path, $"has a bad header: {exception.Message}");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is how GetString reports bytes that are not UTF-8.
            throw CheckpointException.About(path, $"has a header that is no valid JSON: {exception.Message}", exception);
        }
    }

    /// <summary>A name for a sentence: quoted, and cut where a hostile file made it very long.</summary>
    public static string Quote(string name) =>
        name.Length <= 120 ? $"'{name}'" : $"'{name[..120]}...' ({name.Length} characters)";

    private static void ReadMetadata(ref Utf8JsonReader reader, Dictionary<string, string> metadata)
    {
        Expect(ref reader, JsonTokenType.StartObject, MetadataName);
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            string key = reader.GetString()!;
            Expect(ref reader, JsonTokenType.String, $"{MetadataName} {Quote(key)}");
            Require(metadata.TryAdd(key, reader.GetString()!), $"{MetadataName} {Quote(key)} occurs twice");
        }
    }

    private static TensorEntry ReadEntry(ref Utf8JsonReader reader, string tensor, long dataStart, long dataLength)
    {
        string? type = null;
        long[]? shape = null;
        long[]? offsets = null;
        Expect(ref reader, JsonTokenType.StartObject, tensor);
        while (Next(ref reader) == JsonTokenType.PropertyName)
        {
            string field = reader.GetString()!;
            string place = $"{tensor}: {Quote(field)}";
            switch (field)
            {
                case "dtype":
                    Require(type is null, $"{place} occurs twice");
                    Expect(ref reader, JsonTokenType.String, place);
                    type = reader.GetString()!;
                    break;
                case "shape":
                    Require(shape is null, $"{place} occurs twice");
                    shape = ReadNumbers(ref reader, place, MaxRank);
                    break;
                case "data_offsets":
                    Require(offsets is null, $"{place} occurs twice");
                    offsets = ReadNumbers(ref reader, place, 2);
                    break;
                default:
                    throw new FormatException($"{place} is no field of the format (dtype, shape, data_offsets)");
            }
        }

        if (type is null || shape is null || offsets is not [var begin, var end])
        {
            throw new FormatException($"{tensor} needs dtype, shape and two data_offsets");
        }

        Require(
            SafetensorsDtype.TryParse(type, out var dtype, out int size),
            $"{tensor} has the dtype {Quote(type)}; supported are {SafetensorsDtype.Supported}"
        );
        Require(
            begin <= end && end <= dataLength,
            $"{tensor} has data_offsets [{begin}, {end}] outside of the file's {dataLength} bytes of data"
        );
        string form = $"{type} [{string.Join(", ", shape)}]";
        Require(TryMultiply(shape, size, out long bytes), $"{tensor} of {form} is larger than {long.MaxValue} bytes");
        Require(bytes == end - begin, $"{tensor} of {form} needs {bytes} bytes, its data_offsets give {end - begin}");
        return new TensorEntry(dtype, shape, dataStart + begin, bytes);
    }

    private static long[] ReadNumbers(ref Utf8JsonReader reader, string place, int most)
    {
        Expect(ref reader, JsonTokenType.StartArray, place);
        List<long> numbers = [];
        while (Next(ref reader) != JsonTokenType.EndArray)
        {
            long number = -1;
            bool whole = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out number);
            Require(whole && number >= 0, $"{place} must hold whole numbers from 0 to {long.MaxValue}");
            Require(numbers.Count < most, $"{place} holds more than {most} numbers");
            numbers.Add(number);
        }

        return [.. numbers];
    }

    // An empty tensor's other sides count too: torch multiplies them for its strides.
    private static bool TryMultiply(long[] shape, int size, out long bytes)
    {
        UInt128 product = (UInt128)size;
        foreach (long side in shape)
        {
            product *= (UInt128)Math.Max(side, 1); // at most 2^63 * 2^63
            if (product > long.MaxValue)
            {
                bytes = 0;
                return false;
            }
        }

        bytes = shape.Contains(0) ? 0 : (long)product;
        return true;
    }

    // The format allows neither overlaps nor holes: a hole could carry what no reader of the tensors ever sees.
    private void CheckTiling(long dataStart, long fileLength)
    {
        long at = dataStart;
        foreach (var (name, entry) in Tensors)
        {
            string fault = entry.Offset < at ? "overlaps the one before it" : "leaves a hole before it";
            Require(
                entry.Offset == at,
                $"tensor {Quote(name)} begins at byte {entry.Offset - dataStart} of the data and {fault}; expected {at - dataStart}"
            );
            at += entry.Length;
        }

        Require(at == fileLength, $"its tensors take {at - dataStart} bytes, but {fileLength - dataStart} follow it");
    }

    private static JsonTokenType Next(ref Utf8JsonReader reader) => reader.Read() ? reader.TokenType : JsonTokenType.None;

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type, string place)
    {
        string kind = type switch
        {
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "a list",
            _ => "a string",
        };
        Require(Next(ref reader) == type, $"{place} must be {kind}");
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new FormatException(otherwise);
        }
    }
}
