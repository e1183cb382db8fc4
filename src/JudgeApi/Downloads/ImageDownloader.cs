// Turns the URLs of a request into bytes: few requests at once, each within its time, each image retried where that may help, each redirect checked.
using JudgeApi.Hosting;
using JudgeApi.Judging;
using JudgeApi.Problems;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;
using Polly.Registry;
using Polly.Timeout;
using static JudgeApi.Downloads.DownloadOutcome;

namespace JudgeApi.Downloads;

internal sealed class ImageDownloader(
    ImageUrlRules rules,
    ImageFetch fetch,
    HostBreakers hosts,
    IntakeGate gate,
    ResiliencePipelineProvider<string> pipelines,
    IOptions<ServiceOptions> options
)
{
    private readonly ImageUrlOptions limits = options.Value.ImageUrls;

    /// <summary>The images with the bytes of those that were named by URL, and the room that these take; or why one cannot be had.</summary>
    public async Task<Parsed<DownloadedImages>> DownloadAsync(
        IReadOnlyList<SentImage> images,
        CancellationToken cancellationToken
    )
    {
        var first = images.FirstOrDefault(image => image.Url is not null);
        if (first is null)
        {
            return new DownloadedImages(images, null);
        }

        try
        {
            return await pipelines
                .GetPipeline(Resilience.ImageRequests)
                .ExecuteAsync(async token => await DownloadAllAsync(images, token), cancellationToken);
        }
        catch (RateLimiterRejectedException)
        {
            return Refusals.Busy(TimeSpan.FromSeconds(2));
        }
        catch (TimeoutRejectedException)
        {
            return ProblemOf(
                new Failed(ProblemCodes.ImageUrlTimeout, $"could not be downloaded within {limits.TotalSeconds} seconds"),
                first
            );
        }
    }

    private async ValueTask<Parsed<DownloadedImages>> DownloadAllAsync(IReadOnlyList<SentImage> images, CancellationToken token)
    {
        // Both of a pair at once. Room is taken when sizes are known, while this request still counts as downloading: what lies outside the
        // budget is at most the files of the downloads that run.
        var outcomes = await Task.WhenAll(images.Select(image => DownloadAsync(image, token)));
        for (int i = 0; i < images.Count; i++)
        {
            if (outcomes[i] is not (null or Fetched))
            {
                return ProblemOf(outcomes[i]!, images[i]);
            }
        }

        var room = await gate.DownloadAsync(outcomes.OfType<Fetched>().Sum(file => (long)file.Bytes.Length), token);
        return room is null
            ? Refusals.Busy(TimeSpan.FromSeconds(1))
            : new DownloadedImages(
                [.. images.Zip(outcomes, (image, outcome) => outcome is Fetched file ? image with { Data = file.Bytes } : image)],
                room
            );
    }

    private async Task<DownloadOutcome?> DownloadAsync(SentImage image, CancellationToken cancellationToken) =>
        image.Url is { } url
            ? await pipelines
                .GetPipeline<DownloadOutcome>(Resilience.ImageDownload)
                .ExecuteAsync(async token => await FollowAsync(url, token), cancellationToken)
            : null;

    private async Task<DownloadOutcome> FollowAsync(string text, CancellationToken cancellationToken)
    {
        Uri? from = null;
        for (int hop = 0; hop <= limits.MaxRedirects; hop++)
        {
            var url = rules.Read(text, from, out var refusal);
            if (url is null)
            {
                return from is null ? refusal! : refusal! with { Reason = "is redirected to a URL that " + refusal.Reason };
            }

            var outcome = await AskAsync(url, cancellationToken);
            if (outcome is not Redirected { Location: { } location })
            {
                return outcome;
            }

            (text, from) = (location, url);
        }

        return new Refused(
            StatusCodes.Status422UnprocessableEntity,
            ProblemCodes.ImageUrlRedirects,
            $"is redirected more than {limits.MaxRedirects} times",
            limits.MaxRedirects
        );
    }

    private async Task<DownloadOutcome> AskAsync(Uri url, CancellationToken cancellationToken)
    {
        try
        {
            return await hosts.Of(url).ExecuteAsync(async token => await fetch.GetAsync(url, token), cancellationToken);
        }
        catch (TimeoutRejectedException)
        {
            return new Failed(ProblemCodes.ImageUrlTimeout, $"could not be downloaded within {limits.AttemptSeconds} seconds");
        }
        catch (BrokenCircuitException error)
        {
            return new Failed(
                ProblemCodes.ImageUrlUnreachable,
                "could not be downloaded: its host failed so often that it is left alone for a while",
                error.RetryAfter ?? TimeSpan.FromSeconds(limits.BreakSeconds),
                AtOnce: false
            );
        }
    }

    private static Problem ProblemOf(DownloadOutcome outcome, SentImage image)
    {
        string field = $"{image.Field}.url";
        return outcome switch
        {
            Refused refused => new Problem(refused.Status, refused.Code, $"{field} {refused.Reason}.")
            {
                Field = field,
                Limit = refused.Limit,
            },
            Failed failed => new Problem(StatusCodes.Status503ServiceUnavailable, failed.Code, $"{field} {failed.Reason}.")
            {
                Field = field,
                RetryAfter = failed.RetryAfter ?? TimeSpan.FromSeconds(5),
            },
            _ => throw new InvalidOperationException("a download that was not refused has its bytes"),
        };
    }
}
