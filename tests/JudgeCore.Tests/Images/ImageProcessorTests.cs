using JudgeCore.Images;
using JudgeCore.Models;

namespace JudgeCore.Tests.Images;

public sealed class ImageProcessorTests
{
    private const string Rest =
        "\"patch_size\": 4, \"merge_size\": 2, \"temporal_patch_size\": 2, \"image_mean\": [0.5, 0.5, 0.5], \"image_std\": [0.5, 0.5, 0.5]";

    [Theory]
    [InlineData("\"size\": {\"shortest_edge\": 64, \"longest_edge\": 256}", 64, 256)]
    [InlineData("\"min_pixels\": 100, \"max_pixels\": 200", 100, 200)]
    [InlineData("\"size\": {\"shortest_edge\": 64, \"longest_edge\": 256}, \"min_pixels\": 100, \"max_pixels\": 200", 100, 200)]
    [InlineData("\"size\": {\"shortest_edge\": 64, \"longest_edge\": 256}, \"max_pixels\": 200", 64, 200)]
    [InlineData("\"size\": {\"shortest_edge\": 64, \"longest_edge\": 256}, \"min_pixels\": null", 64, 256)]
    public void Both_spellings_of_the_bounds_are_read(string bounds, int min, int max)
    {
        var config = Parse(bounds);
        Assert.Equal((min, max), (config.MinPixels, config.MaxPixels));
    }

    [Theory]
    [InlineData("\"do_normalize\": false", "do_normalize")]
    [InlineData("\"do_center_crop\": true", "do_center_crop")]
    [InlineData("\"resample\": 2", "resample")]
    [InlineData("\"image_processor_type\": \"CLIPImageProcessor\"", "image_processor_type")]
    [InlineData("\"data_format\": \"channels_last\"", "data_format")]
    [InlineData("\"rescale_factor\": -1", "rescale_factor")]
    public void What_is_not_computed_is_refused_by_name(string field, string name)
    {
        var refused = Assert.Throws<UnsupportedConfigException>(() => Parse($"\"min_pixels\": 1, \"max_pixels\": 64, {field}"));
        Assert.Equal(name, refused.Field);
        Assert.StartsWith(ImageProcessorConfig.FileName, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"max_pixels\": 64")]
    [InlineData("\"min_pixels\": 65, \"max_pixels\": 64")]
    [InlineData("\"size\": {\"height\": 8, \"width\": 8}")]
    public void Missing_or_contradictory_bounds_are_refused(string bounds) =>
        Assert.Throws<UnsupportedConfigException>(() => Parse(bounds));

    [Theory]
    [InlineData(200, 1, true)]
    [InlineData(201, 1, false)]
    [InlineData(3, 601, false)]
    [InlineData(3, 600, true)]
    public void Only_pictures_over_200_to_1_are_too_thin(int width, int height, bool fits)
    {
        var processor = new ImageProcessor(Parse("\"min_pixels\": 64, \"max_pixels\": 100000"));
        Assert.Equal(fits, processor.Grid(width, height) is not null);
        var image = new DecodedImage(width, height, new byte[width * height * 3], "image/png");
        Assert.Equal(fits, Record.Exception(() => processor.Prepare(image)) is null);
    }

    [Fact]
    public void The_patches_of_one_token_lie_together()
    {
        // 16 x 8 pixels: two tokens of 2 x 2 patches; each pixel's red says which patch it is in, row by row.
        byte[] rgb = new byte[16 * 8 * 3];
        for (int i = 0; i < 16 * 8; i++)
        {
            rgb[i * 3] = (byte)((i / 16 / 4 * 4) + (i % 16 / 4));
        }

        var prepared = new ImageProcessor(Parse("\"min_pixels\": 64, \"max_pixels\": 128")).Prepare(
            new DecodedImage(16, 8, rgb, "image/png")
        );
        Assert.Equal((new ImageGrid(1, 2, 4), 2), (prepared.Grid, prepared.Tokens));
        Assert.Equal([0, 1, 4, 5, 2, 3, 6, 7], prepared.Patches.Chunk(96).Select(patch => Math.Round((patch[0] + 1) * 127.5)));
    }

    [Fact]
    public void The_content_hash_follows_what_the_model_sees()
    {
        var processor = new ImageProcessor(Parse("\"min_pixels\": 64, \"max_pixels\": 128"));
        byte[] rgb = Pictures.Noise(16 * 8 * 3);
        string hash = processor.Prepare(new DecodedImage(16, 8, rgb, "image/png")).ContentHash;
        Assert.Equal(hash, processor.Prepare(new DecodedImage(16, 8, [.. rgb], "image/bmp")).ContentHash);
        Assert.NotEqual(hash, processor.Prepare(new DecodedImage(8, 16, rgb, "image/png")).ContentHash);
        rgb[77] ^= 1;
        Assert.NotEqual(hash, processor.Prepare(new DecodedImage(16, 8, rgb, "image/png")).ContentHash);
    }

    private static ImageProcessorConfig Parse(string fields) => ImageProcessorConfig.Parse($"{{{Rest}, {fields}}}");
}
