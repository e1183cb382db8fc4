using System.Net;
using System.Text.Json;
using JudgeApi.Tests.Hosting;
using SkiaSharp;

namespace JudgeApi.Tests.Judging;

/// <summary>Files as people have them, sent over HTTP to the real program with the shipped model.</summary>
public sealed class PhotographTests
{
    private static CancellationToken Cancel => TestService.Cancel;

    [Fact]
    public async Task Photographs_of_every_kind_are_judged_and_hostile_files_refused_by_the_real_program()
    {
        string folder = Directory.CreateTempSubdirectory("mtrl-photographs-").FullName;
        try
        {
            using var service = ServiceProcess.Start(folder, database: null);
            await service.ReadyAsync(Cancel);
            byte[] photo = Skia(4900, 3700, SKColorType.Rgba8888, SKEncodedImageFormat.Jpeg, 97);
            Assert.InRange(photo.Length, 20_000_000, 25 << 20);
            await JudgedAsync(service, "photo.jpg", photo);

            byte[] gray = Skia(300, 200, SKColorType.Gray8, SKEncodedImageFormat.Png, 100);
            Assert.Equal(0, gray[25]); // IHDR's colour type
            await JudgedAsync(service, "gray.png", gray);
            await JudgedAsync(service, "cmyk.jpg", BlockJpeg.Encode(Blocks(new Random(3), 20, 30, 4)));
            await JudgedAsync(service, "photo.webp", Skia(300, 200, SKColorType.Rgba8888, SKEncodedImageFormat.Webp, 80));

            // A telephone that was held upright stores the picture lying and says so.
            byte[,,] upright = Blocks(new Random(4), 16, 12, 3);
            var expected = await JudgedAsync(service, "upright.jpg", BlockJpeg.Encode(upright));
            var turned = await JudgedAsync(service, "telephone.jpg", BlockJpeg.Encode(Lying(upright), orientation: 6));
            Assert.Equal(expected.GetProperty("distribution").GetRawText(), turned.GetProperty("distribution").GetRawText());
            Assert.Equal(expected.GetProperty("verdict").GetString(), turned.GetProperty("verdict").GetString());

            // Without the word about its orientation it is another picture.
            var lying = await JudgedAsync(service, "lying.jpg", BlockJpeg.Encode(Lying(upright)));
            Assert.NotEqual(expected.GetProperty("distribution").GetRawText(), lying.GetProperty("distribution").GetRawText());

            string[] hostile = Directory.GetFiles(Path.Combine(Fixtures.Parity, "images", "hostile"));
            Assert.NotEmpty(hostile);
            foreach (string file in hostile)
            {
                string name = Path.GetFileName(file);
                using var answer = await PostAsync(service, name, await File.ReadAllBytesAsync(file, Cancel));
                string text = await answer.Content.ReadAsStringAsync(Cancel);
                if (PictureFileTests.Tolerated.Contains(name, StringComparer.Ordinal))
                {
                    Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{name}: {text}");
                    continue;
                }

                Assert.True((int)answer.StatusCode is >= 400 and < 500, $"{name}: {(int)answer.StatusCode} {text}");
                var problem = JsonDocument.Parse(text).RootElement;
                TestContext.Current.TestOutputHelper!.WriteLine(
                    $"{name}: {(int)answer.StatusCode} {problem.GetProperty("code").GetString()}"
                );
                Assert.False(string.IsNullOrEmpty(problem.GetProperty("detail").GetString()), name);
            }

            var after = await JudgedAsync(service, "upright.jpg", BlockJpeg.Encode(upright));
            Assert.Equal(expected.GetProperty("distribution").GetRawText(), after.GetProperty("distribution").GetRawText());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<JsonElement> JudgedAsync(ServiceProcess service, string name, byte[] bytes)
    {
        using var answer = await PostAsync(service, name, bytes);
        string text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{name}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    private static Task<HttpResponseMessage> PostAsync(ServiceProcess service, string name, byte[] bytes)
    {
        var form = new MultipartFormDataContent
        {
            { new StringContent("technical"), "task" },
            { new ByteArrayContent(bytes), "image", name },
        };
        return service.Client.PostAsync("/judge", form, Cancel);
    }

    // Noise does not compress: the largest file for its size.
    private static byte[] Skia(int width, int height, SKColorType color, SKEncodedImageFormat format, int quality)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, color, SKAlphaType.Opaque));
        new Random(5).NextBytes(bitmap.GetPixelSpan());
        using var data = bitmap.Encode(format, quality);
        return data.ToArray();
    }

    private static byte[,,] Blocks(Random random, int rows, int columns, int components)
    {
        byte[,,] blocks = new byte[rows, columns, components];
        foreach (var (row, column, part) in Places(rows, columns, components))
        {
            // A wedge of light over noise: no symmetry that a turn would keep.
            blocks[row, column, part] = (byte)(part == 0 ? 240 * row / rows + random.Next(15) : random.Next(90, 160));
        }

        return blocks;
    }

    // A quarter turn against the clock, which orientation 6 undoes.
    private static byte[,,] Lying(byte[,,] upright)
    {
        var (rows, columns, components) = (upright.GetLength(0), upright.GetLength(1), upright.GetLength(2));
        byte[,,] lying = new byte[columns, rows, components];
        foreach (var (row, column, part) in Places(columns, rows, components))
        {
            lying[row, column, part] = upright[column, columns - 1 - row, part];
        }

        return lying;
    }

    private static IEnumerable<(int Row, int Column, int Part)> Places(int rows, int columns, int components) =>
        from row in Enumerable.Range(0, rows)
        from column in Enumerable.Range(0, columns)
        from part in Enumerable.Range(0, components)
        select (row, column, part);
}
