using JudgeCore.Images;

namespace JudgeCore.Tests.Images;

[Trait("Kind", "Parity")]
public sealed class HostileImageTests
{
    /// <summary>What is decided about the files that are known; others in the folder must merely end in a decision.</summary>
    private static readonly Dictionary<string, string> decisions = new()
    {
        ["bomb-30000x30000.png"] = ImageRefusal.TooManyPixels,
        ["empty.png"] = ImageRefusal.Empty,
        ["header-only.png"] = ImageRefusal.Truncated,
        ["huge-header.png"] = ImageRefusal.TooManyPixels,
        ["not-an-image.png"] = ImageRefusal.NotAnImage,
        ["png-named.jpg"] = "image/png",
        ["polyglot.jpg"] = "image/jpeg",
        ["svg.svg"] = ImageRefusal.Unsupported,
        ["truncated.jpg"] = ImageRefusal.Truncated,
        ["truncated.png"] = ImageRefusal.Truncated,
        ["wrong-crc.png"] = ImageRefusal.Corrupt,
        ["zero-width.png"] = ImageRefusal.Corrupt,
    };

    public static IEnumerable<TheoryDataRow<string>> Names =>
        ImageFixture.HostileFiles.Select(file => new TheoryDataRow<string>(Path.GetFileName(file)));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_hostile_file_ends_in_the_documented_decision(string name)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(ImageFixture.Folder, "hostile", name));
        var outcome = ImageDecoder.Decode(bytes);
        string decision = outcome switch
        {
            ImageOutcome.Decoded(var image) => image.MediaType,
            ImageOutcome.Refused(var code, _) => code,
            _ => "",
        };
        Assert.NotEmpty(decision);
        Assert.Equal(decisions.GetValueOrDefault(name, decision), decision);
        Assert.All(Sentences(outcome), sentence => Assert.EndsWith(".", sentence, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_refusal_costs_no_memory_by_what_the_file_claims(string name)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(ImageFixture.Folder, "hostile", name));
        var limits = new ImageLimits { MaxPixels = 1 << 20 };
        ImageDecoder.Decode(bytes, limits);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ImageDecoder.Decode(bytes, limits);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4L * limits.MaxPixels);
    }

    private static IEnumerable<string> Sentences(ImageOutcome outcome) =>
        outcome is ImageOutcome.Refused(_, var message) ? [message] : [];
}
