// Reads a judging request from multipart/form-data without spooling to disk: files in order, and the fields of the JSON form.
using System.Text;
using JudgeApi.Problems;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace JudgeApi.Judging;

internal static class MultipartBody
{
    public const string MediaType = "multipart/form-data";

    // More files than any task takes; the exact number is the task's.
    private const int MaxFiles = 2;

    private static readonly string[] Fields = ["task", "text", "mode", "strategy", "reference"];

    /// <summary>Any part with a file name is an image, whatever the part is called.</summary>
    public static async Task<Parsed<JudgingRequest>> ReadAsync(
        HttpRequest request,
        JudgingOptions options,
        CancellationToken cancellationToken
    )
    {
        string boundary = MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            ? HeaderUtilities.RemoveQuotes(type.Boundary).ToString()
            : "";
        if (boundary.Length is 0 or > 200)
        {
            return Malformed("its content type names no boundary");
        }

        try
        {
            return await ReadPartsAsync(new MultipartReader(boundary, request.Body), options, cancellationToken);
        }
        catch (Exception error) when (error is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            return Malformed("it ends early or its parts are not separated by the boundary");
        }
    }

    private static async Task<Parsed<JudgingRequest>> ReadPartsAsync(
        MultipartReader reader,
        JudgingOptions options,
        CancellationToken cancellationToken
    )
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        List<SentImage> images = [];
        while (await reader.ReadNextSectionAsync(cancellationToken) is { } part)
        {
            if (
                !ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition)
                || !disposition.DispositionType.Equals("form-data", StringComparison.OrdinalIgnoreCase)
            )
            {
                return Malformed("a part has no form-data disposition");
            }

            string name = HeaderUtilities.RemoveQuotes(disposition.Name).ToString();
            if (disposition.IsFileDisposition())
            {
                if (images.Count == MaxFiles)
                {
                    return new Problem(
                        StatusCodes.Status400BadRequest,
                        ProblemCodes.ImageCount,
                        $"The request brings more than {MaxFiles} images; no task takes so many."
                    )
                    {
                        Field = "images",
                        Limit = MaxFiles,
                    };
                }

                using var bytes = new MemoryStream();
                await part.Body.CopyToAsync(bytes, cancellationToken);
                images.Add(new SentImage($"images[{images.Count}]", bytes.ToArray()));
                continue;
            }

            if (!Fields.Contains(name, StringComparer.Ordinal))
            {
                return new Problem(
                    StatusCodes.Status400BadRequest,
                    ProblemCodes.UnknownField,
                    $"The field {Refusals.Shown(name)} is not known here; a file needs a file name."
                )
                {
                    Field = Refusals.Shown(name),
                    Allowed = Fields,
                };
            }

            if (await TextAsync(part.Body, options.MaxTextLength, cancellationToken) is not { } text)
            {
                return new Problem(
                    StatusCodes.Status400BadRequest,
                    ProblemCodes.TextTooLong,
                    $"The field {name} has more than the {options.MaxTextLength} characters that are accepted, or is not UTF-8."
                )
                {
                    Field = name,
                    Limit = options.MaxTextLength,
                };
            }

            if (!fields.TryAdd(name, text))
            {
                return new Problem(
                    StatusCodes.Status400BadRequest,
                    ProblemCodes.DuplicateField,
                    $"The field {name} is given twice."
                )
                {
                    Field = name,
                };
            }
        }

        var read = JudgingRequest.Of(
            new JudgeBody
            {
                Task = fields.GetValueOrDefault("task"),
                Images = [],
                Text = fields.GetValueOrDefault("text"),
                Mode = fields.GetValueOrDefault("mode"),
                Strategy = fields.GetValueOrDefault("strategy"),
                Reference = fields.GetValueOrDefault("reference"),
            }
        );
        return read.Value is { } request ? request with { Images = images } : read;
    }

    // Null: too long or not UTF-8. One character has at most 4 bytes.
    private static async Task<string?> TextAsync(Stream part, int maxLength, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[(4 * maxLength) + 1];
        int length = await part.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        if (length == bytes.Length)
        {
            return null;
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static Problem Malformed(string why) =>
        new(
            StatusCodes.Status400BadRequest,
            ProblemCodes.BadMultipart,
            $"The body cannot be read as multipart/form-data: {why}."
        );
}
