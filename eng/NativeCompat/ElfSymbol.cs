namespace NativeCompat;

/// <summary>One dynamic symbol: its name, version index, whether it is undefined, and where its two table entries lie in the file.</summary>
internal sealed record ElfSymbol(string Name, ushort Version, bool Undefined, long Entry, long VersionEntry);
