using System.IO.Pipelines;

namespace JudgeApi.Judging;

/// <summary>How much room a body needs before it is read.</summary>
internal static class BodySize
{
    /// <summary>Bytes of a body of unknown length that are waited for before it is taken for as long as is allowed; the web server holds them itself.</summary>
    public const int Looked = 256 << 10;

    /// <summary>
    /// The announced length; of a body that announces none (many clients send JSON in chunks), what there is of it if it ends soon, else
    /// <paramref name="limit"/>. Nothing is read away: the body can be read from its beginning.
    /// </summary>
    /// <param name="request">Not yet read.</param>
    /// <param name="limit">The most that the route takes.</param>
    /// <param name="cancellationToken">The caller gave up.</param>
    public static async ValueTask<long> OfAsync(HttpRequest request, long limit, CancellationToken cancellationToken)
    {
        if (request.ContentLength is { } announced)
        {
            return announced;
        }

        var reader = request.BodyReader;
        var start = await reader.ReadAtLeastAsync(Looked, cancellationToken);
        long length = start.IsCompleted ? start.Buffer.Length : limit;
        reader.AdvanceTo(start.Buffer.Start);

        // Where the reader stands on a stream of its own, what it has seen is no longer in that stream.
        request.Body = reader.AsStream();
        return length;
    }
}
