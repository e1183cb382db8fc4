using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace NativeCompat.Tests;

[SupportedOSPlatform("linux")]
public sealed class CompatFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly byte[] published = File.ReadAllBytes(PublishedLibraries.TorchSharp);

    private string Library => folder[CompatFile.Name];

    [Fact]
    public void A_hard_link_to_the_package_cache_is_cut_and_the_cache_stays()
    {
        File.WriteAllBytes(folder["cache"], published);
        Link(folder["cache"], Library);
        var stamp = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(folder["cache"], stamp);
        var mode = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead;
        File.SetUnixFileMode(folder["cache"], mode | UnixFileMode.UserWrite);

        Assert.IsType<Outcome.Adapted>(CompatFile.Adapt(Library, Hosts.Without(published, "GLIBCXX_3.4.32")));
        Assert.Equal(published, File.ReadAllBytes(folder["cache"]));
        Assert.NotEqual(published, File.ReadAllBytes(Library));
        Assert.Equal(stamp, File.GetLastWriteTimeUtc(Library));
        Assert.Equal(mode | UnixFileMode.UserWrite, File.GetUnixFileMode(Library));
        Assert.Equal([folder["cache"], Library], Directory.GetFiles(folder.Path).Order());
    }

    [Fact]
    public void Where_nothing_is_to_do_the_link_stays()
    {
        File.WriteAllBytes(folder["cache"], published);
        Link(folder["cache"], Library);
        Assert.IsType<Outcome.Untouched>(CompatFile.Adapt(Library, Hosts.NewEnoughFor(published)));
        File.WriteAllText(folder["cache"], "still one file");
        Assert.Equal("still one file", File.ReadAllText(Library));
    }

    /// <summary>The loader resolves every symbol and version of the adapted library on this very host.</summary>
    [Fact]
    public void The_adapted_library_loads_beside_the_others()
    {
        foreach (string other in Directory.GetFiles(PublishedLibraries.LibTorchFolder))
        {
            File.CreateSymbolicLink(folder[Path.GetFileName(other)], other);
        }

        File.Copy(PublishedLibraries.TorchSharp, Library);
        var host = HostRuntime.Read().Versions;
        host.Remove("GLIBCXX_3.4.32");
        Assert.IsType<Outcome.Adapted>(CompatFile.Adapt(Library, host));
        nint handle = NativeLibrary.Load(Library);
        Assert.NotEqual(0, NativeLibrary.GetExport(handle, "THSTensor_data"));
    }

    [Fact]
    public void The_program_makes_the_published_library_fit_this_host_and_is_quiet_the_second_time()
    {
        File.Copy(PublishedLibraries.TorchSharp, Library);
        var (code, output, errors) = Run(folder.Path);
        Assert.Equal((0, ""), (code, errors));
        Assert.Subset(HostRuntime.Read().Versions, Hosts.NewEnoughFor(File.ReadAllBytes(Library)));
        Assert.Contains(CompatFile.Name, output, StringComparison.Ordinal);
        byte[] once = File.ReadAllBytes(Library);
        (code, output, errors) = Run(folder.Path);
        Assert.Equal((0, ""), (code, errors));
        Assert.Contains("left as it is", output, StringComparison.Ordinal);
        Assert.Equal(once, File.ReadAllBytes(Library));
    }

    [Fact]
    public void A_damaged_library_fails_the_build_with_a_sentence()
    {
        File.WriteAllBytes(Library, published[..100_000]);
        var (code, _, errors) = Run(folder.Path);
        Assert.Equal(1, code);
        Assert.Matches("^libLibTorchSharp.so: error NC0002: .+\n$", errors);
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void A_folder_without_the_library_is_fine_and_a_missing_folder_is_wrong_usage()
    {
        Assert.Equal((0, "", ""), Run(folder.Path));
        var (code, _, errors) = Run(folder["absent"]);
        Assert.Equal(2, code);
        Assert.StartsWith("usage: NativeCompat FOLDER", errors, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static void Link(string existing, string link)
    {
        using var process = Process.Start("ln", [existing, link]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private static (int Code, string Output, string Errors) Run(string argument)
    {
        string dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));
        var start = new ProcessStartInfo(dotnet, [Path.Combine(AppContext.BaseDirectory, "NativeCompat.dll"), argument])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
