namespace NativeCompat.Tests;

public sealed class CompatPatchTests
{
    private const string TooNew = "GLIBCXX_3.4.32"; // the version of the stream initialiser
    private const string StandIn = "GLIBCXX_3.4.19"; // the version of the harmless function

    private readonly byte[] published = File.ReadAllBytes(PublishedLibraries.TorchSharp);

    [Fact]
    public void On_an_older_host_every_need_becomes_one_that_the_host_meets()
    {
        var host = Hosts.Without(published, TooNew);
        byte[] library = [.. published];
        var outcome = Assert.IsType<Outcome.Adapted>(CompatPatch.Apply(library, host));
        Assert.Equal($"{TooNew} replaced by {StandIn}", outcome.Message);
        Assert.Subset(host, Hosts.NewEnoughFor(library));
        Assert.DoesNotContain(new ElfImage(library).Symbols(), symbol => symbol.Name == CompatPatch.Initialiser);
    }

    [Fact]
    public void Only_the_initialiser_and_its_version_change()
    {
        byte[] library = [.. published];
        CompatPatch.Apply(library, Hosts.Without(published, TooNew));
        Assert.Equal(published.Length, library.Length);
        var before = new ElfImage(published).Symbols().ToList();
        var after = new ElfImage(library).Symbols().ToList();
        var changed = before.Zip(after).Where(pair => pair.First != pair.Second).ToList();
        var (was, became) = Assert.Single(changed);
        Assert.Equal(CompatPatch.Initialiser, was.Name);
        Assert.Equal(CompatPatch.Harmless, became.Name);
        Assert.True(became.Undefined);
        // One symbol's name and version index, one need's hash and name.
        Assert.InRange(published.Zip(library).Count(pair => pair.First != pair.Second), 1, 4 + 2 + 4 + 4);
    }

    [Fact]
    public void The_renamed_need_carries_the_hash_that_the_loader_compares()
    {
        byte[] library = [.. published];
        CompatPatch.Apply(library, Hosts.Without(published, TooNew));
        foreach (var need in new ElfImage(library).Needs())
        {
            Assert.Equal(ElfHash(need.Version), BitConverter.ToUInt32(library, (int)need.Entry));
        }
    }

    [Fact]
    public void On_a_new_enough_host_no_byte_changes()
    {
        byte[] library = [.. published];
        Assert.IsType<Outcome.Untouched>(CompatPatch.Apply(library, Hosts.NewEnoughFor(published)));
        Assert.Equal(published, library);
    }

    [Fact]
    public void A_second_application_finds_nothing_to_do()
    {
        var host = Hosts.Without(published, TooNew);
        byte[] library = [.. published];
        CompatPatch.Apply(library, host);
        byte[] once = [.. library];
        Assert.IsType<Outcome.Untouched>(CompatPatch.Apply(library, host));
        Assert.Equal(once, library);
    }

    [Fact]
    public void A_host_that_lacks_a_version_with_real_functions_is_told_which_and_what_to_do()
    {
        byte[] library = [.. published];
        var outcome = CompatPatch.Apply(library, Hosts.Without(published, TooNew, "GLIBCXX_3.4.29"));
        var unhelpable = Assert.IsType<Outcome.Unhelpable>(outcome);
        Assert.StartsWith(
            "the host's libstdc++.so.6 is too old: it defines no GLIBCXX_3.4.29, which _Z",
            unhelpable.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("Ubuntu 24.04, Debian 13", unhelpable.Message, StringComparison.Ordinal);
        Assert.Equal(published, library);
    }

    [Fact]
    public void A_host_without_the_stand_ins_version_is_refused_untouched()
    {
        byte[] library = [.. published];
        var outcome = Assert.IsType<Outcome.Unhelpable>(CompatPatch.Apply(library, Hosts.Without(published, TooNew, StandIn)));
        Assert.Contains(StandIn, outcome.Message, StringComparison.Ordinal);
        Assert.Equal(published, library);
    }

    [Fact]
    public void A_library_without_the_stand_in_function_is_refused_untouched()
    {
        byte[] library = [.. published];
        int name = library.AsSpan().IndexOf("_ZNSt6chrono3_V212steady_clock3nowEv\0"u8);
        library[name + 1] = (byte)'Y';
        byte[] before = [.. library];
        var outcome = Assert.IsType<Outcome.Unhelpable>(CompatPatch.Apply(library, Hosts.Without(published, TooNew)));
        Assert.Contains($"{CompatPatch.Harmless} is not there to stand in", outcome.Message, StringComparison.Ordinal);
        Assert.Equal(before, library);
    }

    [Fact]
    public void An_old_C_library_is_named()
    {
        string newest = new ElfImage(published)
            .Needs()
            .Where(need => need.Library == HostRuntime.C)
            .MaxBy(need => Version.Parse(need.Version["GLIBC_".Length..]))!
            .Version;
        var outcome = Assert.IsType<Outcome.Unhelpable>(CompatPatch.Apply([.. published], Hosts.Without(published, newest)));
        Assert.Contains($"the host's libc.so.6 is too old: it defines no {newest}", outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_host_with_nothing_gets_a_sentence() =>
        Assert.IsType<Outcome.Unhelpable>(CompatPatch.Apply([.. published], new HashSet<string>()));

    // The hash of the System V ABI, which version tables use.
    private static uint ElfHash(string name)
    {
        uint hash = 0;
        foreach (char character in name)
        {
            hash = (hash << 4) + character;
            uint high = hash & 0xf0000000;
            hash = (hash ^ (high >> 24)) & ~high;
        }

        return hash;
    }
}
