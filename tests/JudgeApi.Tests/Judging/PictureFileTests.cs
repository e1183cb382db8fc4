using System.Net;
using System.Text.Json;
using JudgeApi.Keys;
using JudgeApi.Tests.Hosting;
using SkiaSharp;

namespace JudgeApi.Tests.Judging;

/// <summary>Files as people send them, and files as nobody should, over HTTP.</summary>
public sealed class PictureFileTests
{
    // Odd, but pictures: what they are decides, not what they are called or what follows.
    internal static readonly string[] Tolerated = ["polyglot.jpg", "png-named.jpg"];

    private static CancellationToken Cancel => TestService.Cancel;

    [Fact]
    public async Task Every_recorded_format_is_judged()
    {
        await using var service = await TestService.StartAsync();
        using var pipeline = service.As(KeyRole.Pipeline);
        string[] files = Directory.GetFiles(Path.Combine(Fixtures.Parity, "images", "files"));
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            var answer = await PostAsync(pipeline, Path.GetFileName(file), await File.ReadAllBytesAsync(file, Cancel));
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                // Formats that the decoder documents as unsupported are refused by name.
                var problem = await answer.ProblemAsync(HttpStatusCode.UnprocessableEntity, "unsupported_format");
                Assert.Equal("images[0]", problem.GetProperty("field").GetString());
            }
        }
    }

    [Fact]
    public async Task Every_hostile_file_is_refused_with_a_reason_and_the_service_goes_on()
    {
        await using var service = await TestService.StartAsync();
        using var pipeline = service.As(KeyRole.Pipeline);
        string[] files = Directory.GetFiles(Path.Combine(Fixtures.Parity, "images", "hostile"));
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            string name = Path.GetFileName(file);
            var answer = await PostAsync(pipeline, name, await File.ReadAllBytesAsync(file, Cancel));
            string text = await answer.Content.ReadAsStringAsync(Cancel);
            if (Tolerated.Contains(name, StringComparer.Ordinal))
            {
                Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{name}: {text}");
                continue;
            }

            Assert.True((int)answer.StatusCode is >= 400 and < 500, $"{name}: {(int)answer.StatusCode} {text}");
            var problem = JsonDocument.Parse(text).RootElement;
            Assert.False(string.IsNullOrEmpty(problem.GetProperty("code").GetString()));
            Assert.Equal("images[0]", problem.GetProperty("field").GetString());
            await JudgeJourneyTests.JudgeAsync(pipeline, "technical", Pictures.Data());
        }
    }

    [Fact]
    public async Task A_photo_of_20_MB_is_judged()
    {
        await using var service = await TestService.StartAsync();
        using var pipeline = service.As(KeyRole.Pipeline);
        byte[] photo = Noise(4000, 3000);
        Assert.InRange(photo.Length, 10 << 20, 25 << 20);
        var answer = await (await PostAsync(pipeline, "photo.jpg", photo)).JsonAsync();
        var stored = await (await pipeline.GetAsync($"/judgments/{answer.GetProperty("id").GetString()}", Cancel)).JsonAsync();
        Assert.Equal(photo, await pipeline.GetByteArrayAsync($"/images/{stored.GetProperty("images")[0].GetString()}", Cancel));
        var seen = Assert.Single(service.Judge.Seen).Images[0];
        Assert.Equal((4000, 3000), (seen.Width, seen.Height));
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string name, byte[] bytes)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent("technical"), "task" },
            { new ByteArrayContent(bytes), "image", name },
        };
        return await client.PostAsync("/judge", form, Cancel);
    }

    // Noise does not compress: the largest file for its size.
    private static byte[] Noise(int width, int height)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        new Random(5).NextBytes(bitmap.GetPixelSpan());
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 92);
        return data.ToArray();
    }
}
