using System.Diagnostics;
using JudgeApi.Downloads;
using JudgeApi.Hosting;
using JudgeApi.Lanes;
using JudgeApi.Problems;
using JudgeApi.Storage;
using JudgeCore.Images;
using Microsoft.Extensions.Options;

namespace JudgeApi.Judging;

/// <summary>Turns the images of a request into pixels, on threads that are not the model's, few requests at once.</summary>
internal sealed class ImageIntake(IntakeGate gate, ImageDownloader downloader, BlobStore blobs, IOptions<ServiceOptions> options)
{
    private const int BytesOfPixel = 3;

    /// <summary>All images of one request, or why one of them cannot be judged.</summary>
    /// <param name="sent">In order.</param>
    /// <param name="pace">Whether the request goes before others.</param>
    /// <param name="cancellationToken">The caller gave up.</param>
    public async Task<Parsed<ReceivedImages>> ReceiveAsync(
        IReadOnlyList<SentImage> sent,
        Pace pace,
        CancellationToken cancellationToken
    )
    {
        var (downloaded, problem) = await downloader.DownloadAsync(sent, cancellationToken);
        if (downloaded is null)
        {
            return problem!;
        }

        var received = default(Parsed<ReceivedImages>);
        try
        {
            received = await DecodeAsync(downloaded, pace, cancellationToken);
            return received;
        }
        finally
        {
            if (received.Value is null)
            {
                downloaded.Room?.Dispose();
            }
        }
    }

    private async Task<Parsed<ReceivedImages>> DecodeAsync(DownloadedImages sent, Pace pace, CancellationToken cancellationToken)
    {
        var decoder = await gate.DecoderAsync(pace, cancellationToken);
        if (decoder is null)
        {
            return Refusals.Busy(TimeSpan.FromSeconds(1));
        }

        var received = default(Parsed<ReceivedImages>);
        try
        {
            received = await DecodeAsync(sent, decoder, cancellationToken);
            return received;
        }
        finally
        {
            if (received.Value is null)
            {
                decoder.Dispose();
            }
        }
    }

    private async Task<Parsed<ReceivedImages>> DecodeAsync(
        DownloadedImages sent,
        IDisposable decoder,
        CancellationToken cancellationToken
    )
    {
        long begin = Stopwatch.GetTimestamp();
        List<ReceivedImage> images = [];
        foreach (var image in sent.Images)
        {
            byte[]? bytes = image.Data ?? await blobs.GetAsync(image.Id!, cancellationToken);
            if (bytes is null)
            {
                return new Problem(
                    StatusCodes.Status400BadRequest,
                    ProblemCodes.UnknownImage,
                    $"{image.Field}.id: there is no stored image '{Refusals.Shown(image.Id!)}'."
                )
                {
                    Field = $"{image.Field}.id",
                };
            }

            switch (ImageDecoder.Decode(bytes, options.Value.Images))
            {
                case ImageOutcome.Decoded decoded:
                    images.Add(new ReceivedImage(BlobStore.IdOf(bytes), bytes, decoded.Image));
                    break;
                case ImageOutcome.Refused refused:
                    return Refusal(refused, image);
                default:
                    throw new InvalidOperationException("a decoder ends in one of two ways");
            }
        }

        double decodeMs = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        long pixels = images.Sum(image => (long)image.Decoded.Width * image.Decoded.Height);
        var room = await gate.PixelsAsync(pixels * BytesOfPixel, cancellationToken);
        return room is null
            ? Refusals.Busy(TimeSpan.FromSeconds(1))
            : new ReceivedImages(images, decodeMs, decoder, [room, sent.Room]);
    }

    private Problem Refusal(ImageOutcome.Refused refused, SentImage image)
    {
        var limits = options.Value.Images;
        return new Problem(
            refused.Code == ImageRefusal.TooManyBytes
                ? StatusCodes.Status413PayloadTooLarge
                : StatusCodes.Status422UnprocessableEntity,
            refused.Code,
            $"{image.Field}: {refused.Message}"
        )
        {
            Field = image.Field,
            Limit = refused.Code switch
            {
                ImageRefusal.TooManyBytes => limits.MaxBytes,
                ImageRefusal.TooManyPixels => limits.MaxPixels,
                ImageRefusal.SideTooLong => limits.MaxSide,
                ImageRefusal.AspectRatio => (long)limits.MaxAspectRatio,
                _ => null,
            },
        };
    }
}
