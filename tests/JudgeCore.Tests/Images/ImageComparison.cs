// Runs one recorded image through decoding and every recorded setting, and lists what differs by more than the tolerance.
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using JudgeCore.Images;

namespace JudgeCore.Tests.Images;

internal sealed class ImageComparison(ImageFixture fixture, string name)
{
    private readonly List<string> differences = [];

    public static IReadOnlyList<string> Differences(ImageFixture fixture, string name)
    {
        var comparison = new ImageComparison(fixture, name);
        comparison.Run();
        return comparison.differences;
    }

    private void Run()
    {
        byte[] bytes = fixture.Bytes(name);
        if (ImageDecoder.Decode(bytes) is not ImageOutcome.Decoded(var image))
        {
            differences.Add($"{name} was refused");
            return;
        }

        var kind = Kind(bytes);
        var expected = fixture.Image(name);
        Same("decoded size", (image.Width, image.Height), (Int(expected, "decoded_width"), Int(expected, "decoded_height")));
        Same("decoded shape", string.Join(',', fixture.Shape($"{name}/decoded")), $"{image.Height},{image.Width},3");
        Pixels("decoded", image.Rgb, fixture.Tensor($"{name}/decoded"), kind, lossless: 0);
        foreach (var (setting, processor, values) in fixture.Settings(name))
        {
            Setting(setting, processor, image, values, kind);
        }
    }

    private void Setting(string setting, ImageProcessor processor, DecodedImage image, JsonElement expected, SourceKind kind)
    {
        var prepared = processor.Prepare(image);
        int[] grid = [.. expected.GetProperty("grid_thw").EnumerateArray().Select(item => item.GetInt32())];
        Same($"{setting} grid", prepared.Grid, new ImageGrid(grid[0], grid[1], grid[2]));
        int merge = processor.Config.MergeSize;
        Same($"{setting} tokens", prepared.Tokens, grid[0] * grid[1] * grid[2] / (merge * merge));
        int width = Int(expected, "resized_width");
        int height = Int(expected, "resized_height");
        Same(
            $"{setting} resized",
            (prepared.Grid.Width, prepared.Grid.Height),
            (width / Patch(processor), height / Patch(processor))
        );
        if (differences.Count > 0 || kind == SourceKind.Gray16)
        {
            return;
        }

        int patchDim = prepared.Patches.Length / prepared.Grid.Count;
        float level = (float)(1 / (255 * processor.Config.Std.Min())); // what one of 255 is at most after normalising
        Rows(setting, prepared, patchDim, expected.GetProperty("rows"), kind, level);
        double mean = prepared.Patches.Average(value => (double)value);
        double spread = Math.Sqrt(prepared.Patches.Average(value => (value - mean) * (value - mean)));
        Near($"{setting} mean", mean, expected.GetProperty("mean").GetDouble(), MeanTolerance(kind, 0.1) * level);
        Near($"{setting} std", spread, expected.GetProperty("std").GetDouble(), (MeanTolerance(kind, 0.1) * level) + 1e-3);
        if (setting == ImageFixture.WholeSetting)
        {
            byte[] resized = new byte[width * height * 3];
            BicubicResize.Resize(image.Rgb, image.Width, image.Height, resized, width, height);
            Pixels("resized", resized, fixture.Tensor($"{name}/resized"), kind, lossless: 1);
            var patches = MemoryMarshal.Cast<byte, float>(fixture.Tensor($"{name}/pixel_values"));
            Same("patch values", prepared.Patches.Length, patches.Length);
            Values("patches", prepared.Patches, patches, kind, level);
        }
    }

    /// <summary>Some rows are recorded for every setting, every (patchDim / 16)th value of each.</summary>
    private void Rows(string setting, PreparedImage prepared, int patchDim, JsonElement rows, SourceKind kind, float level)
    {
        List<float> actual = [];
        List<float> recorded = [];
        foreach (var row in rows.EnumerateObject())
        {
            int at = int.Parse(row.Name, CultureInfo.InvariantCulture) * patchDim;
            int count = recorded.Count;
            recorded.AddRange(row.Value.EnumerateArray().Select(item => item.GetSingle()));
            actual.AddRange(
                Enumerable.Range(0, recorded.Count - count).Select(i => prepared.Patches[at + (i * (patchDim / 16))])
            );
        }

        Values($"{setting} rows", [.. actual], [.. recorded], kind, level);
    }

    private void Pixels(string what, ReadOnlySpan<byte> actual, ReadOnlySpan<byte> expected, SourceKind kind, int lossless)
    {
        if (kind == SourceKind.Gray16)
        {
            return;
        }

        Same($"{what} length", actual.Length, expected.Length);
        int most = 0;
        double sum = 0;
        for (int i = 0; i < Math.Min(actual.Length, expected.Length); i++)
        {
            int difference = Math.Abs(actual[i] - expected[i]);
            most = Math.Max(most, difference);
            sum += difference;
        }

        Near($"{what} mean difference", sum / actual.Length, 0, MeanTolerance(kind, lossless));
        Near($"{what} greatest difference", kind == SourceKind.Lossless ? most : 0, 0, lossless);
    }

    private void Values(string what, ReadOnlySpan<float> actual, ReadOnlySpan<float> expected, SourceKind kind, float level)
    {
        float most = 0;
        double sum = 0;
        for (int i = 0; i < actual.Length; i++)
        {
            float difference = Math.Abs(actual[i] - expected[i]);
            most = Math.Max(most, difference);
            sum += difference;
        }

        Near($"{what} mean difference", sum / actual.Length, 0, (MeanTolerance(kind, 1) * level) + 1e-5);
        Near($"{what} greatest difference", kind == SourceKind.Lossless ? most : 0, 0, level + 1e-5);
    }

    private static double MeanTolerance(SourceKind kind, double lossless) =>
        kind switch
        {
            SourceKind.Lossless => lossless,
            SourceKind.Cmyk => 6,
            _ => 1.5,
        };

    private static SourceKind Kind(ReadOnlySpan<byte> bytes)
    {
        if (bytes[1..].StartsWith("PNG"u8))
        {
            return bytes[24] == 16 && bytes[25] is 0 or 4 ? SourceKind.Gray16 : SourceKind.Lossless; // IHDR: depth, colour type
        }

        if (bytes.StartsWith("RIFF"u8))
        {
            return bytes.IndexOf("VP8L"u8) >= 0 ? SourceKind.Lossless : SourceKind.Lossy;
        }

        ReadOnlySpan<byte> jpeg = [0xFF, 0xD8];
        ReadOnlySpan<byte> adobe = [0xFF, 0xEE, 0x00, 0x0E];
        return !bytes.StartsWith(jpeg) ? SourceKind.Lossless
            : bytes.IndexOf(adobe) >= 0 && bytes[bytes.IndexOf(adobe) + 15] is 0 or 2 ? SourceKind.Cmyk
            : SourceKind.Lossy;
    }

    private static int Patch(ImageProcessor processor) => processor.Config.PatchSize;

    private static int Int(JsonElement element, string property) => element.GetProperty(property).GetInt32();

    private void Same<T>(string what, T actual, T expected)
    {
        if (!Equals(actual, expected))
        {
            differences.Add($"{name}: {what} is {actual}, not {expected}");
        }
    }

    private void Near(string what, double actual, double expected, double tolerance)
    {
        if (!(Math.Abs(actual - expected) <= tolerance))
        {
            differences.Add($"{name}: {what} is {actual}, not {expected} within {tolerance}");
        }
    }
}
