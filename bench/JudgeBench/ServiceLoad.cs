using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using SkiaSharp;
using Trainer.Gym;

namespace JudgeBench;

/// <summary>Sends judging requests as fast as the service answers them, each with a picture of its own.</summary>
internal sealed class ServiceLoad : IDisposable
{
    /// <summary>Pictures that are sent; later numbers are others.</summary>
    public const int Pictures = 2000;

    private readonly HttpClient http;
    private readonly string task;
    private readonly string mode;
    private readonly string[] pictures; // base64 PNG

    public ServiceLoad(Uri url, string key, string task, string mode = "verdict")
    {
        (this.task, this.mode) = (task, mode);
        http = new HttpClient { BaseAddress = url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        pictures = [.. Enumerable.Range(0, Pictures).Select(Picture)];
    }

    /// <summary>Keeps <paramref name="concurrency"/> requests under way for <paramref name="length"/>.</summary>
    public Task<LoadResult> RunAsync(int concurrency, TimeSpan length, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        return RunAsync(concurrency, () => clock.Elapsed < length, cancellation);
    }

    /// <summary>Keeps <paramref name="concurrency"/> requests under way while <paramref name="goesOn"/>.</summary>
    public async Task<LoadResult> RunAsync(int concurrency, Func<bool> goesOn, CancellationToken cancellation)
    {
        ConcurrentBag<double> latencies = [];
        int failed = 0;
        int next = 0;
        var clock = Stopwatch.StartNew();
        async Task Worker()
        {
            while (goesOn())
            {
                string picture = pictures[Interlocked.Increment(ref next) % pictures.Length];
                long began = Stopwatch.GetTimestamp();
                var body = Body(picture);
                using var answer = await http.PostAsJsonAsync("/judge", body, cancellation).ConfigureAwait(false);
                await answer.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
                if (answer.IsSuccessStatusCode)
                {
                    latencies.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
                }
                else
                {
                    Interlocked.Increment(ref failed);
                }
            }
        }

        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Worker())).ConfigureAwait(false);
        double seconds = clock.Elapsed.TotalSeconds;
        double[] sorted = [.. latencies.Order()];
        double At(double share) =>
            sorted.Length == 0 ? double.NaN : sorted[(int)Math.Min(sorted.Length - 1, share * sorted.Length)];
        return new LoadResult(concurrency, sorted.Length / seconds, At(0.5), At(0.95), At(0.99), sorted.Length, failed);
    }

    /// <summary>Sends so many, some at once.</summary>
    public Task SendAsync(int requests, int concurrency, CancellationToken cancellation) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, requests),
            new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellation },
            async (i, token) =>
            {
                var body = Body(pictures[i % pictures.Length]);
                using var answer = await http.PostAsJsonAsync("/judge", body, token).ConfigureAwait(false);
                answer.EnsureSuccessStatusCode();
                await answer.Content.ReadAsByteArrayAsync(token).ConfigureAwait(false);
            }
        );

    public void Dispose() => http.Dispose();

    private object Body(string picture) => Body(task, picture, mode);

    /// <summary>A request of POST /judge.</summary>
    public static object Body(string task, string picture, string mode = "verdict") =>
        new
        {
            task,
            mode,
            images = new[] { new { data = picture, mediaType = "image/png" } },
        };

    /// <summary>Base64 PNG of the gym.</summary>
    public static string Picture(int index)
    {
        var random = GymSplit.Train(77).Stream("load", index);
        byte[] rgb = SceneRenderer.Render(SceneSampler.Draw(ref random));
        using var bitmap = new SKBitmap(Scene.Size, Scene.Size, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (int i = 0; i < Scene.Size * Scene.Size; i++)
        {
            bitmap.SetPixel(i % Scene.Size, i / Scene.Size, new SKColor(rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]));
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return Convert.ToBase64String(data.ToArray());
    }
}
