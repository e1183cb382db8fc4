namespace NativeCompat;

/// <summary>One required symbol version, e.g. libstdc++.so.6 / GLIBCXX_3.4.32, its index, and where its entry lies in the file.</summary>
internal sealed record VersionNeed(string Library, string Version, ushort Index, long Entry);
