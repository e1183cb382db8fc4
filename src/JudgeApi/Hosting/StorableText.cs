using System.Text.Json;
using System.Text.Json.Serialization;

namespace JudgeApi.Hosting;

/// <summary>Texts of callers, without U+0000: PostgreSQL cannot keep it, and it means nothing in any field.</summary>
internal sealed class StorableText : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? text = reader.TokenType == JsonTokenType.String ? reader.GetString() : throw new JsonException();
        return text?.Contains('\0', StringComparison.Ordinal) == true ? throw new JsonException() : text;
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}
