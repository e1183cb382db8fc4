// Lets libLibTorchSharp.so load where the C++ runtime is older than the one that it was linked with (Debian 12, Ubuntu 22.04).
// It asks for GLIBCXX_3.4.32 because of one undefined symbol, the stream initialiser that newer headers reference; older runtimes
// initialise their streams by themselves. The symbol is redirected to a harmless function of an older version, and the need renamed.
namespace NativeCompat;

internal static class CompatPatch
{
    public const string Initialiser = "_ZSt21ios_base_library_initv"; // std::ios_base_library_init()
    public const string Harmless = "_ZNSt6chrono3_V212steady_clock3nowEv"; // std::chrono::steady_clock::now(), GLIBCXX_3.4.19

    /// <summary>Edits <paramref name="library"/> in place when, and only when, <paramref name="host"/> lacks a version that it needs.</summary>
    /// <param name="library">Bytes of the shared object.</param>
    /// <param name="host">Version names that the host's libstdc++ defines.</param>
    public static Outcome Apply(byte[] library, IReadOnlySet<string> host)
    {
        var image = new ElfImage(library);
        var needs = image.Needs().Where(need => need.Library == HostLibrary.Name).ToList();
        var missing = needs.Where(need => !host.Contains(need.Version)).ToList();
        if (missing.Count == 0)
        {
            return new Outcome.Untouched("the host's C++ runtime defines every version that the library needs");
        }

        var symbols = image.Symbols().ToList();
        var target = symbols.Find(symbol => symbol is { Undefined: true, Name: Harmless });
        var targetNeed = needs.Find(need => need.Index == target?.Version);
        foreach (var need in missing)
        {
            var users = symbols.Where(symbol => symbol.Version == need.Index && symbol.Undefined).ToList();
            var beyond = users.Where(symbol => symbol.Name != Initialiser).Select(symbol => symbol.Name).ToList();
            if (beyond.Count > 0)
            {
                return Unhelpable($"it needs {need.Version} for {string.Join(", ", beyond.Take(3))}");
            }

            if (target is null || targetNeed is null || !host.Contains(targetNeed.Version))
            {
                return Unhelpable($"it needs {need.Version}, and {Harmless} is not there to stand in");
            }

            users.ForEach(user => image.Redirect(user, target));
            image.Replace(need, targetNeed);
        }

        return new Outcome.Adapted(
            $"{string.Join(", ", missing.Select(need => need.Version))} replaced by {targetNeed!.Version}"
        );
    }

    private static Outcome.Unhelpable Unhelpable(string why) =>
        new(
            $"the host's {HostLibrary.Name} is too old: {why}. Use a system with GCC 13's runtime or newer (Ubuntu 24.04, Debian 13)."
        );
}
