// Lets libLibTorchSharp.so load where the C++ runtime is older than the one that it was linked with (Debian 12, Ubuntu 22.04).
// It asks for GLIBCXX_3.4.32 because of one undefined symbol, the stream initialiser that newer headers reference; older runtimes
// initialise their streams by themselves. The symbol is redirected to a harmless function of an older version, and the need renamed.
namespace NativeCompat;

internal static class CompatPatch
{
    public const string Initialiser = "_ZSt21ios_base_library_initv"; // std::ios_base_library_init()
    public const string Harmless = "_ZNSt6chrono3_V212steady_clock3nowEv"; // std::chrono::steady_clock::now(), GLIBCXX_3.4.19

    private const string Advice = "use a system with GCC 13's C++ runtime or newer (Ubuntu 24.04, Debian 13)";

    /// <summary>Edits <paramref name="library"/> in place when, and only when, the host lacks a version that it needs and that can be helped.</summary>
    /// <param name="library">Bytes of the shared object.</param>
    /// <param name="host">Version names that the host's C and C++ runtimes define.</param>
    /// <exception cref="InvalidDataException">The bytes are no shared object, or a damaged one.</exception>
    public static Outcome Apply(byte[] library, IReadOnlySet<string> host)
    {
        var image = new ElfImage(library);
        var needs = image.Needs().Where(need => need.Library is HostRuntime.Cpp or HostRuntime.C).ToList();
        var missing = needs.Where(need => !host.Contains(need.Version)).ToList();
        if (missing.Count == 0)
        {
            return new Outcome.Untouched("the host's runtime defines every version that the library needs");
        }

        var symbols = image.Symbols().Where(symbol => symbol.Undefined).ToList();
        var users = symbols.ToLookup(symbol => symbol.Version);
        foreach (var need in missing)
        {
            var beyond = users[need.Index].Where(symbol => symbol.Name != Initialiser).Select(symbol => symbol.Name).ToList();
            if (beyond.Count > 0)
            {
                string more = beyond.Count > 3 ? $" and {beyond.Count - 3} more" : "";
                return Unhelpable(need, $"defines no {need.Version}, which {string.Join(", ", beyond.Take(3))}{more} need");
            }
        }

        var target = symbols.Find(symbol => symbol.Name == Harmless);
        var targetNeed = needs.Find(need => need.Index == target?.Version);
        if (target is null || targetNeed is null || !host.Contains(targetNeed.Version))
        {
            return Unhelpable(missing[0], $"defines no {missing[0].Version}, and {Harmless} is not there to stand in");
        }

        foreach (var need in missing)
        {
            foreach (var user in users[need.Index])
            {
                image.Redirect(user, target);
            }

            image.Replace(need, targetNeed);
        }

        return new Outcome.Adapted($"{string.Join(", ", missing.Select(need => need.Version))} replaced by {targetNeed.Version}");
    }

    private static Outcome.Unhelpable Unhelpable(VersionNeed need, string why) =>
        new($"the host's {need.Library} is too old: it {why}; {Advice}");
}
