using FsCheck;
using FsCheck.Fluent;

namespace NativeCompat.Tests;

public sealed class ElfImageTests
{
    private readonly byte[] published = File.ReadAllBytes(PublishedLibraries.TorchSharp);

    [Fact]
    public void Symbols_and_needs_of_the_published_library_are_found()
    {
        var image = new ElfImage(published);
        var needs = image.Needs().ToList();
        Assert.Contains(needs, need => need is { Library: HostRuntime.Cpp, Version: "GLIBCXX_3.4.32" });
        Assert.Contains(needs, need => need is { Library: HostRuntime.C, Version: "GLIBC_2.34" });
        Assert.Contains(image.Symbols(), symbol => symbol is { Undefined: true, Name: CompatPatch.Initialiser });
        Assert.Contains(image.Symbols(), symbol => symbol is { Undefined: false, Name: "THSTensor_data" });
        Assert.All(
            image.Symbols().Where(s => s.Undefined && s.Version > 1),
            s => Assert.Contains(needs, n => n.Index == s.Version)
        );
    }

    [Fact]
    public void The_hosts_own_runtime_defines_versions()
    {
        var (path, versions) = HostRuntime.Read();
        Assert.Contains("libstdc++", path, StringComparison.Ordinal);
        Assert.Contains("GLIBCXX_3.4", versions);
        Assert.Contains("GLIBC_2.2.5", versions);
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("this is a text file of more than sixty-four bytes, and not a shared object at all")]
    public void Other_files_are_refused(string text) =>
        Assert.Contains(
            "not a 64-bit little-endian ELF file",
            Assert.Throws<InvalidDataException>(() => new ElfImage(System.Text.Encoding.ASCII.GetBytes(text))).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_file_cut_anywhere_is_an_error_or_whole_enough()
    {
        for (int length = 0; length < published.Length; length += 20_011)
        {
            Survives(published[..length]);
        }
    }

    /// <summary>Overwrites words where the tables are: the result is a sentence or an outcome, never another exception and never a hang.</summary>
    [Fact]
    public void Random_damage_is_an_error_and_not_a_crash()
    {
        var image = new ElfImage(published);
        int needs = (int)image.Needs().Min(need => need.Entry);
        int symbols = (int)image.Symbols().First().Entry;
        int dynamic = (int)BitConverter.ToUInt64(published, ProgramHeader(2) + 8);
        int sections = (int)BitConverter.ToUInt64(published, 40);
        int[] places = [0, 64, dynamic, needs, symbols, sections];
        var edit = Gen.Zip(
            Gen.Zip(Gen.Elements(places), Gen.Choose(0, 600)),
            Gen.OneOf(Gen.Choose(0, 255).Select(n => (uint)n), Gen.Elements(0u, 1u, uint.MaxValue, 0x7fffffffu, 0x80000000u))
        );
        Prop.ForAll(
                edit.NonEmptyListOf().ToArbitrary(),
                edits =>
                {
                    byte[] damaged = [.. published];
                    foreach (var ((place, offset), value) in edits.Take(4))
                    {
                        BitConverter.TryWriteBytes(damaged.AsSpan(place + offset), value);
                    }

                    Survives(damaged);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20_260_103, 9));
    }

    private void Survives(byte[] bytes)
    {
        try
        {
            CompatPatch.Apply(bytes, Hosts.Without(published, "GLIBCXX_3.4.32"));
            _ = new ElfImage(bytes).Definitions().Count();
        }
        catch (InvalidDataException exception)
        {
            Assert.NotEmpty(exception.Message);
        }
    }

    private int ProgramHeader(uint kind)
    {
        int table = (int)BitConverter.ToUInt64(published, 32);
        int size = BitConverter.ToUInt16(published, 54);
        return Enumerable
            .Range(0, BitConverter.ToUInt16(published, 56))
            .Select(i => table + i * size)
            .First(header => BitConverter.ToUInt32(published, header) == kind);
    }
}
