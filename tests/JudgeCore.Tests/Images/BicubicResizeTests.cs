using FsCheck;
using FsCheck.Fluent;
using JudgeCore.Images;

namespace JudgeCore.Tests.Images;

/// <summary>What any size must do; the numbers themselves are compared in <see cref="ImageParityTests"/>.</summary>
public sealed class BicubicResizeTests
{
    [Fact]
    public void One_colour_stays_one_colour_and_turning_commutes_with_resizing_one_side()
    {
        var side = Gen.Choose(1, 70);
        Prop.ForAll(
                Gen.Zip(Gen.Zip(side, side), Gen.Zip(side, side)).ToArbitrary(),
                sizes =>
                {
                    var ((width, height), (newWidth, newHeight)) = sizes;
                    byte[] noise = Pictures.Noise(width * height * 3);
                    byte[] flat = [.. Enumerable.Repeat((byte)201, width * height * 3)];
                    // The two passes are written differently: each must do to columns what the other does to rows.
                    byte[] rows = Resize(noise, width, height, newWidth, height);
                    byte[] columns = Resize(Transpose(noise, width, height), height, width, height, newWidth);
                    return Resize(flat, width, height, newWidth, newHeight).All(value => value == 201)
                        && rows.AsSpan().SequenceEqual(Transpose(columns, height, newWidth));
                }
            )
            .QuickCheckThrowOnFailure();
    }

    private static byte[] Resize(byte[] rgb, int width, int height, int newWidth, int newHeight)
    {
        byte[] resized = new byte[newWidth * newHeight * 3];
        BicubicResize.Resize(rgb, width, height, resized, newWidth, newHeight);
        return resized;
    }

    private static byte[] Transpose(byte[] rgb, int width, int height)
    {
        byte[] turned = new byte[rgb.Length];
        for (int i = 0; i < rgb.Length; i++)
        {
            var (y, x, channel) = (i / 3 / width, i / 3 % width, i % 3);
            turned[(((x * height) + y) * 3) + channel] = rgb[i];
        }

        return turned;
    }
}
