using System.Reflection;

namespace NativeCompat.Tests;

/// <summary>The native libraries as their packages publish them.</summary>
internal static class PublishedLibraries
{
    /// <summary>libLibTorchSharp.so, never to be written.</summary>
    public static string TorchSharp { get; } = Path.Combine(Natives("TorchSharp"), CompatFile.Name);

    /// <summary>The folder of libtorch.so and what it needs.</summary>
    public static string LibTorchFolder { get; } = Natives("LibTorch");

    private static string Natives(string package) =>
        Path.Combine(
            typeof(PublishedLibraries)
                .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
                .Single(attribute => attribute.Key == package)
                .Value!,
            "runtimes/linux-x64/native"
        );
}
