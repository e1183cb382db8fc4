// One GET for one image: no redirect is followed here, nothing is sent that names the caller, and reading stops at the first limit.
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using JudgeApi.Hosting;
using JudgeApi.Problems;
using JudgeCore.Images;
using Microsoft.Extensions.Options;
using static JudgeApi.Downloads.DownloadOutcome;

namespace JudgeApi.Downloads;

internal sealed class ImageFetch : IDisposable
{
    private const int SignatureBytes = 1024; // an SVG may say what it is as late as here

    // A host that asks for a longer pause is asked again by the caller, not by us.
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly HttpMessageInvoker client;
    private readonly ImageLimits limits;
    private readonly TimeProvider time;

    public ImageFetch(GuardedConnector connector, IOptions<ServiceOptions> options, TimeProvider time)
    {
        limits = options.Value.Images;
        this.time = time;
        client = new HttpMessageInvoker(
            new SocketsHttpHandler
            {
                ConnectCallback = connector.ConnectAsync,
                AllowAutoRedirect = false,
                UseCookies = false,
                UseProxy = false,
                Credentials = null,
                PreAuthenticate = false,
                AutomaticDecompression = DecompressionMethods.None,
                ActivityHeadersPropagator = null,
                MaxResponseHeadersLength = 32,
                MaxResponseDrainSize = 0,
                MaxConnectionsPerServer = 16,
                PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
            }
        );
    }

    public async Task<DownloadOutcome> GetAsync(Uri url, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("MtRlJudge", "1"));
        request.Headers.Accept.ParseAdd("image/*");
        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            return Other(response) ?? await ReadAsync(response.Content, cancellationToken);
        }
        catch (HttpRequestException error)
        {
            return Explain(error);
        }
        catch (IOException)
        {
            return new Failed(ProblemCodes.ImageUrlUnreachable, "could not be downloaded: its host broke the connection");
        }
    }

    public void Dispose() => client.Dispose();

    /// <summary>What answers that are no image end in; null for one that may be.</summary>
    private DownloadOutcome? Other(HttpResponseMessage response)
    {
        int status = (int)response.StatusCode;
        switch (response.StatusCode)
        {
            case HttpStatusCode.OK when response.Content.Headers.ContentEncoding.Count > 0:
                return Strange("is answered with a compressed body, which was not asked for");
            case HttpStatusCode.OK:
                return response.Content.Headers.ContentType?.MediaType is { } type && !MayBeImage(type)
                    ? Strange($"is answered with {Refusals.Shown(type)}, which is no image")
                    : null;
            case HttpStatusCode.MovedPermanently
            or HttpStatusCode.Found
            or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect
            or HttpStatusCode.PermanentRedirect:
                // As it was written: System.Uri would already have read it its own way.
                return response.Headers.NonValidated.TryGetValues("Location", out var places) && places.Count == 1
                    ? new Redirected(places.First())
                    : new Refused(
                        StatusCodes.Status422UnprocessableEntity,
                        ProblemCodes.ImageUrlRedirects,
                        $"is redirected ({status}) to no place"
                    );
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError:
                var wait = RetryAfter(response);
                return new Failed(
                    ProblemCodes.ImageUrlUnreachable,
                    $"could not be downloaded: its host answers {status}",
                    wait,
                    AtOnce: wait is null || wait < LongestWait
                );
            default:
                return new Refused(
                    StatusCodes.Status422UnprocessableEntity,
                    ProblemCodes.ImageUrlStatus,
                    $"is answered with status {status} instead of an image"
                );
        }

        static Refused Strange(string reason) => new(StatusCodes.Status422UnprocessableEntity, ProblemCodes.ImageUrlType, reason);
    }

    // Object stores that do not know a file's type say octet-stream; the content decides.
    private static bool MayBeImage(string type) =>
        type.StartsWith("image/", StringComparison.OrdinalIgnoreCase)
        || type.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase)
        || type.Equals("binary/octet-stream", StringComparison.OrdinalIgnoreCase);

    private async Task<DownloadOutcome> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > limits.MaxBytes)
        {
            return TooLarge();
        }

        await using var body = await content.ReadAsStreamAsync(cancellationToken);
        using var bytes = new MemoryStream();
        byte[] piece = new byte[16 << 10];
        int read = await body.ReadAtLeastAsync(piece, SignatureBytes, throwOnEndOfStream: false, cancellationToken);
        if (!ImageDecoder.Recognises(piece.AsSpan(0, read)))
        {
            // The rest is not read: its first bytes say what the decoder would say of the whole.
            var unreadable = (ImageOutcome.Refused)
                ImageDecoder.Decode(piece.AsMemory(0, Math.Min(read, limits.MaxBytes)), limits);
            return new Refused(
                StatusCodes.Status422UnprocessableEntity,
                unreadable.Code,
                "is no image that can be judged. " + unreadable.Message.TrimEnd('.')
            );
        }

        for (; read > 0; read = await body.ReadAsync(piece, cancellationToken))
        {
            if (bytes.Length + read > limits.MaxBytes)
            {
                return TooLarge();
            }

            bytes.Write(piece, 0, read);
        }

        return new Fetched(bytes.ToArray());
    }

    private Refused TooLarge() =>
        new(
            StatusCodes.Status413PayloadTooLarge,
            ImageRefusal.TooManyBytes,
            $"leads to a file of more than the {limits.MaxBytes} bytes that are accepted",
            limits.MaxBytes
        );

    private TimeSpan? RetryAfter(HttpResponseMessage response) =>
        response.Headers.RetryAfter is { } header ? header.Delta ?? (header.Date - time.GetUtcNow()) : null;

    private static DownloadOutcome Explain(HttpRequestException error)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case ForbiddenAddressException:
                    return new Refused(
                        StatusCodes.Status400BadRequest,
                        ProblemCodes.ImageUrlAddress,
                        "leads to an address that is not on the public internet"
                    );
                case UnresolvedHostException:
                    return new Refused(
                        StatusCodes.Status422UnprocessableEntity,
                        ProblemCodes.ImageUrlUnresolved,
                        "names a host that has no address"
                    );
                case SocketException { SocketErrorCode: SocketError.TimedOut }:
                    return new Failed(ProblemCodes.ImageUrlTimeout, "could not be downloaded: its host does not answer");
                default:
                    break;
            }
        }

        return error.HttpRequestError switch
        {
            HttpRequestError.SecureConnectionError => new Refused(
                StatusCodes.Status422UnprocessableEntity,
                ProblemCodes.ImageUrlTls,
                "could not be downloaded: its host has no certificate that is trusted, or speaks no TLS"
            ),
            HttpRequestError.ConfigurationLimitExceeded => new Refused(
                StatusCodes.Status422UnprocessableEntity,
                ProblemCodes.ImageUrlStatus,
                "is answered with more headers than are read"
            ),
            _ => new Failed(
                ProblemCodes.ImageUrlUnreachable,
                "could not be downloaded: its host cannot be reached or does not speak HTTP"
            ),
        };
    }
}
