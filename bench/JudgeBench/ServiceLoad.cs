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
    /// <summary>Different pictures that are sent in turn: more than the service keeps features of, so that each is encoded. Later numbers are others.</summary>
    public const int Pictures = 6000;

    private const int Scenes = 200; // drawing one takes far longer than changing it

    private static readonly Lazy<string[]> Drawn = new(DrawAll); // base64 PNG
    private static int next = -1; // of all loads: none sends what another one has just sent

    private readonly HttpClient http;
    private readonly string task;
    private readonly string mode;

    /// <param name="url">Of the service.</param>
    /// <param name="key">Of a pipeline.</param>
    /// <param name="task">A built-in task with one image and no text.</param>
    /// <param name="mode">verdict or reasoned.</param>
    /// <param name="network">What requests go through; null: the network.</param>
    public ServiceLoad(Uri url, string key, string task, string mode = "verdict", HttpMessageHandler? network = null)
    {
        (this.task, this.mode) = (task, mode);
        http = new HttpClient(network ?? new SocketsHttpHandler(), disposeHandler: network is null) { BaseAddress = url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        _ = Drawn.Value;
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
        var clock = Stopwatch.StartNew();
        async Task Worker()
        {
            while (goesOn())
            {
                long began = Stopwatch.GetTimestamp();
                if (await OneAsync(cancellation).ConfigureAwait(false))
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
        double At(double share) => NearestRank.Of(sorted, share);
        return new LoadResult(concurrency, sorted.Length / seconds, At(0.5), At(0.95), At(0.99), sorted.Length, failed);
    }

    /// <summary>Sends so many, some at once.</summary>
    public Task SendAsync(int requests, int concurrency, CancellationToken cancellation) =>
        Parallel.ForEachAsync(
            Enumerable.Range(0, requests),
            new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellation },
            async (_, token) =>
            {
                if (!await OneAsync(token).ConfigureAwait(false))
                {
                    throw new InvalidOperationException("The service refused a request.");
                }
            }
        );

    /// <summary>Sends the next picture and reads the answer; true where it is a verdict.</summary>
    public async Task<bool> OneAsync(CancellationToken cancellation)
    {
        string picture = Drawn.Value[(uint)Interlocked.Increment(ref next) % Pictures];
        var body = Body(picture);
        using var answer = await http.PostAsJsonAsync("/judge", body, cancellation).ConfigureAwait(false);
        await answer.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        return answer.IsSuccessStatusCode;
    }

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
    public static string Picture(int index) => Png(Draw(index), 0);

    private static string[] DrawAll()
    {
        byte[][] scenes = new byte[Scenes][];
        string[] pictures = new string[Pictures];
        Parallel.For(0, Scenes, i => scenes[i] = Draw(i));
        Parallel.For(0, Pictures, i => pictures[i] = Png(scenes[i % Scenes], i / Scenes));
        return pictures;
    }

    private static byte[] Draw(int index)
    {
        var random = GymSplit.Train(77).Stream("load", index);
        return SceneRenderer.Render(SceneSampler.Draw(ref random));
    }

    // A variant has another first pixel: to caches that go by content it is another picture.
    private static string Png(byte[] rgb, int variant)
    {
        using var bitmap = new SKBitmap(Scene.Size, Scene.Size, SKColorType.Rgba8888, SKAlphaType.Opaque);
        var pixels = bitmap.GetPixelSpan();
        for (int i = 0; i < Scene.Size * Scene.Size; i++)
        {
            rgb.AsSpan(3 * i, 3).CopyTo(pixels[(4 * i)..]);
            pixels[4 * i + 3] = byte.MaxValue;
        }

        pixels[0] ^= (byte)variant;
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return Convert.ToBase64String(data.ToArray());
    }
}
