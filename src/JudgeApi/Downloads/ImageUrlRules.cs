// What a URL must be before anything is asked of its host. Where the host leads is checked when the connection is made (GuardedConnector).
using JudgeApi.Hosting;
using JudgeApi.Problems;
using Microsoft.Extensions.Options;
using static JudgeApi.Downloads.DownloadOutcome;

namespace JudgeApi.Downloads;

internal sealed class ImageUrlRules(IOptions<ServiceOptions> options)
{
    public const int MaxLength = 4096;

    private readonly ImageUrlOptions allowed = options.Value.ImageUrls;

    /// <summary>Reads a URL as it was sent, or as a redirect gave it; null with the reason where it may not be asked.</summary>
    /// <param name="text">Absolute; relative too where there is a base.</param>
    /// <param name="from">What redirected here; null for the caller's own URL.</param>
    /// <param name="refusal">Why not.</param>
    public Uri? Read(string text, Uri? from, out Refused? refusal)
    {
        Uri? url = null;
        refusal =
            text.Length > MaxLength
                ? Bad(ProblemCodes.ImageUrlInvalid, $"has {text.Length} characters; at most {MaxLength} are accepted", MaxLength)
            // Browsers and servers read these differently, which is how a URL shows one host and means another.
            : text.Any(letter => letter is <= ' ' or '\\' or '\u007f')
                ? Bad(ProblemCodes.ImageUrlInvalid, "has a space, a backslash or a control character")
            : !(from is null ? Uri.TryCreate(text, UriKind.Absolute, out url) : Uri.TryCreate(from, text, out url))
                ? Bad(ProblemCodes.ImageUrlInvalid, "is not an absolute URL such as https://images.example.com/a.png")
            : Check(url!);
        return refusal is null ? url : null;
    }

    private Refused? Check(Uri url)
    {
        bool secure = url.Scheme == Uri.UriSchemeHttps;
        if (!secure && !(url.Scheme == Uri.UriSchemeHttp && allowed.AllowHttp))
        {
            return Bad(
                ProblemCodes.ImageUrlScheme,
                $"has the scheme {Refusals.Shown(url.Scheme)}; accepted is {(allowed.AllowHttp ? "https or http" : "https")}"
            );
        }

        if (url.UserInfo.Length > 0)
        {
            return Bad(
                ProblemCodes.ImageUrlCredentials,
                "carries a user name or password; send a signed URL, or the file in data"
            );
        }

        if (url.IdnHost.Length == 0)
        {
            return Bad(ProblemCodes.ImageUrlInvalid, "names no host");
        }

        if (!url.IsDefaultPort && !allowed.Ports.Contains(url.Port))
        {
            return Bad(ProblemCodes.ImageUrlPort, $"names the port {url.Port}, which is not one of those that are accepted");
        }

        return allowed.AllowedHosts.Count == 0 || allowed.AllowedHosts.Any(host => Names(host, url.IdnHost.TrimEnd('.')))
            ? null
            : Bad(
                ProblemCodes.ImageUrlHost,
                $"names the host {Refusals.Shown(url.IdnHost)}, which is not one of those that are accepted"
            );
    }

    private static bool Names(string pattern, string host) =>
        pattern.StartsWith("*.", StringComparison.Ordinal)
            ? host.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase) && host.Length >= pattern.Length
            : host.Equals(pattern, StringComparison.OrdinalIgnoreCase);

    private static Refused Bad(string code, string reason, long? limit = null) =>
        new(StatusCodes.Status400BadRequest, code, reason, limit);
}
