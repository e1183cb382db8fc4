using System.Text.Json;
using System.Text.Json.Nodes;

namespace JudgeCore.Checkpoints;

/// <summary>Reads the small JSON files of a checkpoint: size-limited, duplicate names refused, every fault named.</summary>
internal static class JsonFile
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <param name="path">The file.</param>
    /// <param name="maxBytes">Larger files are refused unread.</param>
    /// <param name="parse">Turns the object into what it means; a FormatException of it continues the sentence "FILE ...".</param>
    /// <exception cref="CheckpointException">The file is missing, too large, no JSON object, or <paramref name="parse"/> refuses it.</exception>
    public static T Read<T>(string path, long maxBytes, Func<JsonObject, T> parse)
    {
        try
        {
            using var stream = File.OpenRead(path);
            if (stream.Length > maxBytes)
            {
                throw CheckpointException.About(path, $"has {stream.Length} bytes; the limit is {maxBytes}");
            }

            return parse(
                JsonNode.Parse(stream, documentOptions: Strict) as JsonObject ?? throw new FormatException("is no JSON object")
            );
        }
        catch (FormatException exception)
        {
            throw CheckpointException.About(path, exception.Message);
        }
        catch (FileNotFoundException exception)
        {
            throw CheckpointException.About(path, "does not exist", exception);
        }
        catch (DirectoryNotFoundException exception)
        {
            throw CheckpointException.About(path, "does not exist", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CheckpointException.About(path, $"cannot be read: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is how text that is not Unicode, and a value of another kind than asked for, are reported.
            throw CheckpointException.About(path, $"is malformed: {exception.Message}", exception);
        }
    }
}
