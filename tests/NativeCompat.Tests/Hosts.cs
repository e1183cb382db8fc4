namespace NativeCompat.Tests;

/// <summary>Hosts of other ages, made from the versions that a library needs.</summary>
internal static class Hosts
{
    /// <summary>A host that has everything the library needs of the C and C++ runtimes, and nothing else.</summary>
    public static HashSet<string> NewEnoughFor(byte[] library) =>
        [
            .. new ElfImage(library)
                .Needs()
                .Where(need => need.Library is HostRuntime.Cpp or HostRuntime.C)
                .Select(need => need.Version),
        ];

    /// <summary>The same host without some versions.</summary>
    public static HashSet<string> Without(byte[] library, params string[] versions) =>
        [.. NewEnoughFor(library).Except(versions)];
}
