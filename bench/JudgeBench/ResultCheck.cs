using System.Text.Json;

namespace JudgeBench;

/// <summary>Whether a written result is whole: all fields of its kind, and a row in every list.</summary>
internal static class ResultCheck
{
    private static readonly JsonSerializerOptions Strict = new(LoadCommand.Json)
    {
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    // By the beginning of the file's name.
    private static readonly (string Name, Type Kind)[] Kinds =
    [
        ("engine", typeof(EngineResult)),
        ("serving", typeof(ServingResult)),
        ("service", typeof(ServiceResult)),
        ("exchange-", typeof(ShapeExchangeResult)),
        ("exchange", typeof(ExchangeResult)),
        ("rollouts", typeof(RolloutsResult)),
        ("training", typeof(TrainingResult)),
        ("kernels", typeof(KernelResult)),
        ("load", typeof(LoadResult[])),
    ];

    /// <summary>What is wrong with a result; null: nothing.</summary>
    /// <param name="name">Of its file: it tells the kind.</param>
    /// <param name="text">Its JSON.</param>
    public static string? Fault(string name, string text)
    {
        var kind = Kinds.FirstOrDefault(kind => name.StartsWith(kind.Name, StringComparison.Ordinal)).Kind;
        if (kind is null)
        {
            return "is of no known kind";
        }

        try
        {
            JsonSerializer.Deserialize(text, kind, Strict);
            using var document = JsonDocument.Parse(text);
            return Empty(document.RootElement, "result");
        }
        catch (JsonException e)
        {
            return e.Message;
        }
    }

    // The peer is optional; every other list has a row where something was measured.
    private static string? Empty(JsonElement element, string path) =>
        element.ValueKind switch
        {
            JsonValueKind.Array when element.GetArrayLength() == 0 => $"{path} has no row",
            JsonValueKind.Array => element
                .EnumerateArray()
                .Select(row => Empty(row, path))
                .FirstOrDefault(fault => fault is not null),
            JsonValueKind.Object => element
                .EnumerateObject()
                .Where(field => !field.NameEquals("llama"))
                .Select(field => Empty(field.Value, field.Name))
                .FirstOrDefault(fault => fault is not null),
            _ => null,
        };
}
