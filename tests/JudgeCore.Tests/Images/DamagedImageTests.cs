using FsCheck;
using FsCheck.Fluent;
using JudgeCore.Images;

namespace JudgeCore.Tests.Images;

/// <summary>Whatever happens to a file on its way: an outcome, within the limits, and the same one each time.</summary>
public sealed class DamagedImageTests
{
    private static readonly ImageLimits limits = new() { MaxPixels = 1 << 18, MaxSide = 4096 };
    private static readonly byte[][] files = [.. Pictures.Valid.Values, .. ImageFixture.Files.Select(File.ReadAllBytes)];

    [Fact]
    public void A_file_with_changed_bytes_is_decoded_or_refused()
    {
        // Half of the changes fall on the headers, where sizes, counts and offsets are.
        var place = Gen.OneOf(Gen.Choose(0, 64), Gen.Choose(0, 1_000_000));
        var changes = Gen.Zip(place, Gen.OneOf(Gen.Choose(0, 255), Gen.Elements(0, 1, 127, 128, 255))).NonEmptyListOf();
        Prop.ForAll(
                Gen.Zip(Gen.Choose(0, files.Length - 1), changes).ToArbitrary(),
                damage =>
                {
                    byte[] file = [.. files[damage.Item1]];
                    foreach (var (at, value) in damage.Item2)
                    {
                        file[at % file.Length] = (byte)value;
                    }

                    return EndsInADecision(file);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(400));
    }

    [Fact]
    public void A_file_with_a_part_cut_out_or_repeated_is_decoded_or_refused()
    {
        var part = Gen.Zip(Gen.Choose(0, 1_000_000), Gen.Choose(0, 1_000_000));
        Prop.ForAll(
                Gen.Zip(Gen.Choose(0, files.Length - 1), Gen.Zip(part, Gen.Choose(0, 3))).ToArbitrary(),
                damage =>
                {
                    byte[] file = files[damage.Item1];
                    var ((one, other), times) = damage.Item2;
                    int from = Math.Min(one % file.Length, other % file.Length);
                    int to = Math.Max(one % file.Length, other % file.Length);
                    var repeated = Enumerable.Repeat(file[from..to], times).SelectMany(bytes => bytes);
                    return EndsInADecision([.. file[..from], .. repeated, .. file[to..]]);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Fact]
    public void A_file_that_stops_anywhere_in_its_first_half_is_never_decoded()
    {
        Prop.ForAll(
                Gen.Zip(Gen.Choose(0, files.Length - 1), Gen.Choose(0, 1_000_000)).ToArbitrary(),
                cut =>
                {
                    byte[] file = files[cut.Item1];
                    return ImageDecoder.Decode(file.AsMemory(0, cut.Item2 % ((file.Length / 2) + 1)), limits)
                        is ImageOutcome.Refused;
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    private static bool EndsInADecision(byte[] file) =>
        (ImageDecoder.Decode(file, limits), ImageDecoder.Decode(file, limits)) switch
        {
            (ImageOutcome.Decoded(var first), ImageOutcome.Decoded(var second)) => first.Width * first.Height <= limits.MaxPixels
                && Math.Max(first.Width, first.Height) <= limits.MaxSide
                && first.Rgb.Length == first.Width * first.Height * 3
                && first.Rgb.AsSpan().SequenceEqual(second.Rgb),
            (ImageOutcome.Refused first, ImageOutcome.Refused second) => first == second && first.Code.Length > 0,
            _ => false,
        };
}
