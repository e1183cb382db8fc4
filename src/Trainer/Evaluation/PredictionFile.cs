using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using JudgeCore.Checkpoints;
using Trainer.Runs;

namespace Trainer.Evaluation;

/// <summary>predictions.jsonl: answers item by item, so that two judges can be compared on the same items.</summary>
internal static class PredictionFile
{
    public const string Name = "predictions.jsonl";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    public static void Write(string path, IEnumerable<Prediction> predictions) =>
        AtomicFile.Write(
            path,
            stream =>
            {
                foreach (var prediction in predictions)
                {
                    JsonSerializer.Serialize(stream, prediction, Json);
                    stream.WriteByte((byte)'\n');
                }
            }
        );

    /// <exception cref="RunException">There is no such file, or a line is malformed.</exception>
    public static List<Prediction> Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new RunException($"{path} does not exist");
        }

        List<Prediction> predictions = [];
        int line = 0;
        foreach (string text in File.ReadLines(path))
        {
            line++;
            try
            {
                predictions.Add(JsonSerializer.Deserialize<Prediction>(text, Json) ?? throw new JsonException("it is null"));
            }
            catch (JsonException error)
            {
                throw new RunException($"{path} line {line}: no prediction: {error.Message}", error);
            }
        }

        return predictions;
    }
}
