using JudgeCore.Images;
using SkiaSharp;

namespace JudgeCore.Tests.Images;

public sealed class ImageDecoderTests
{
    public static IEnumerable<TheoryDataRow<string>> Names => Pictures.Valid.Keys.Select(name => new TheoryDataRow<string>(name));

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_format_is_decoded_and_recognised_by_content(string name)
    {
        var image = Pictures.Decoded(ImageDecoder.Decode(Pictures.Valid[name]));
        Assert.Equal($"image/{Path.GetExtension(name)[1..].Replace("jpg", "jpeg", StringComparison.Ordinal)}", image.MediaType);
        Assert.Equal(image.Width * image.Height * 3, image.Rgb.Length);
    }

    // Six pixels 1..6 stored as 1 2 3 / 4 5 6.
    [Theory]
    [InlineData(1, 3, new byte[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(2, 3, new byte[] { 3, 2, 1, 6, 5, 4 })]
    [InlineData(3, 3, new byte[] { 6, 5, 4, 3, 2, 1 })]
    [InlineData(4, 3, new byte[] { 4, 5, 6, 1, 2, 3 })]
    [InlineData(5, 2, new byte[] { 1, 4, 2, 5, 3, 6 })]
    [InlineData(6, 2, new byte[] { 4, 1, 5, 2, 6, 3 })]
    [InlineData(7, 2, new byte[] { 6, 3, 5, 2, 4, 1 })]
    [InlineData(8, 2, new byte[] { 3, 6, 2, 5, 1, 4 })]
    [InlineData(9, 3, new byte[] { 1, 2, 3, 4, 5, 6 })]
    [InlineData(0, 3, new byte[] { 1, 2, 3, 4, 5, 6 })]
    public void A_png_is_turned_by_its_exif_orientation(byte orientation, int width, byte[] upright)
    {
        byte[] file = PngFile.Write(3, 2, 8, PngFile.Gray, [1, 2, 3, 4, 5, 6], ("eXIf", Pictures.Exif(orientation)));
        var image = Pictures.Decoded(ImageDecoder.Decode(file));
        Assert.Equal((width, 6 / width), (image.Width, image.Height));
        Assert.Equal(upright.SelectMany(value => new[] { value, value, value }), image.Rgb);
    }

    [Fact]
    public void A_webp_is_turned_by_its_exif_orientation()
    {
        byte[] plain = Pictures.Encode(SKEncodedImageFormat.Webp, 31, 17, 100);
        byte[] exif = Pictures.Exif(6);
        byte[] extended = [.. "VP8X\n\0\0\0"u8, 8, 0, 0, 0, 30, 0, 0, 16, 0, 0]; // flags: Exif; width - 1, height - 1
        byte[] body = [.. "WEBP"u8, .. extended, .. plain[12..], .. "EXIF"u8, .. BitConverter.GetBytes(exif.Length), .. exif];
        byte[] file = [.. "RIFF"u8, .. BitConverter.GetBytes(body.Length), .. body];
        var upright = Pictures.Decoded(ImageDecoder.Decode(plain));
        var turned = Pictures.Decoded(ImageDecoder.Decode(file));
        Assert.Equal((17, 31), (turned.Width, turned.Height));
        Assert.Equal(upright.Rgb[..3], turned.Rgb[(16 * 3)..(17 * 3)]); // the first pixel goes to the upper right
    }

    [Fact]
    public void Transparent_pixels_keep_their_colour()
    {
        byte[] file = PngFile.Write(2, 1, 8, PngFile.Rgba, [200, 100, 50, 0, 10, 20, 30, 128]);
        Assert.Equal([200, 100, 50, 10, 20, 30], Pictures.Decoded(ImageDecoder.Decode(file)).Rgb);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_first_frame_of_a_gif_shows_its_palette_through_transparency(bool transparent) =>
        Assert.Equal([255, 0, 0, 0, 0, 255], Pictures.Decoded(ImageDecoder.Decode(Pictures.Gif(transparent))).Rgb);

    [Fact]
    public void Sixteen_bits_are_scaled_to_eight()
    {
        byte[] file = PngFile.Write(3, 1, 16, PngFile.Gray, [0x00, 0x00, 0x80, 0x80, 0xFF, 0xFF]);
        Assert.Equal([0, 0, 0, 0x80, 0x80, 0x80, 0xFF, 0xFF, 0xFF], Pictures.Decoded(ImageDecoder.Decode(file)).Rgb);
    }

    [Fact]
    public void Each_limit_is_named_when_it_is_passed_and_may_be_reached()
    {
        byte[] file = PngFile.Write(40, 10, 8, PngFile.Gray, new byte[400]);
        Assert.Equal("image_too_large", Refused(file, new ImageLimits { MaxBytes = file.Length - 1 }));
        Assert.Equal("too_many_pixels", Refused(file, new ImageLimits { MaxPixels = 399 }));
        Assert.Equal("side_too_long", Refused(file, new ImageLimits { MaxSide = 39 }));
        Assert.Equal("image_aspect_ratio", Refused(file, new ImageLimits { MaxAspectRatio = 3.9 }));
        var reached = new ImageLimits
        {
            MaxBytes = file.Length,
            MaxPixels = 400,
            MaxSide = 40,
            MaxAspectRatio = 4,
        };
        Pictures.Decoded(ImageDecoder.Decode(file, reached));
        var refused = Assert.IsType<ImageOutcome.Refused>(ImageDecoder.Decode(file, new ImageLimits { MaxSide = 39 }));
        Assert.Contains("40 x 10", refused.Message, StringComparison.Ordinal);
        Assert.Contains("39", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_cut_in_half_is_refused(string name)
    {
        byte[] file = Pictures.Valid[name];
        string code = Pictures.Code(ImageDecoder.Decode(file.AsMemory(0, file.Length / 2)));
        Assert.True(code is "truncated_image" or "corrupt_image", code);
    }

    [Fact]
    public void A_jpeg_ends_at_its_end_marker()
    {
        byte[] file = Pictures.Valid["baseline.jpg"];
        Assert.Equal("truncated_image", Pictures.Code(ImageDecoder.Decode(file.AsMemory(0, file.Length - 2))));
        Assert.Equal(
            Pictures.Decoded(ImageDecoder.Decode(file)).Rgb,
            Pictures.Decoded(ImageDecoder.Decode((byte[])[.. file, .. "<?php"u8])).Rgb
        );
    }

    [Fact]
    public void A_jpeg_of_very_many_scans_is_refused()
    {
        byte[] file = Pictures.Valid["baseline.jpg"];
        ReadOnlySpan<byte> startOfScan = [0xFF, 0xDA];
        int scan = file.AsSpan().IndexOf(startOfScan);
        byte[] repeated = [.. file[..^2], .. Enumerable.Repeat(file[scan..^2], 64).SelectMany(bytes => bytes), .. file[^2..]];
        Assert.Equal("too_many_scans", Pictures.Code(ImageDecoder.Decode(repeated)));
    }

    [Theory]
    [InlineData("II*\0........", "TIFF")]
    [InlineData("....ftypheic....", "HEIC")]
    [InlineData("....ftypavif....", "AVIF")]
    [InlineData("%PDF-1.7", "PDF")]
    [InlineData("<?xml version='1.0'?><!-- x --><svg/>", "SVG")]
    public void A_format_that_is_not_read_is_named(string content, string name)
    {
        var outcome = ImageDecoder.Decode(System.Text.Encoding.ASCII.GetBytes(content));
        var refused = Assert.IsType<ImageOutcome.Refused>(outcome);
        Assert.Equal("unsupported_format", refused.Code);
        Assert.StartsWith(name, refused.Message, StringComparison.Ordinal);
    }

    private static string Refused(byte[] file, ImageLimits limits) => Pictures.Code(ImageDecoder.Decode(file, limits));
}
