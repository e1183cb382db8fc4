// The few parts of a 64-bit little-endian ELF shared object that symbol versioning needs (gABI, and the GNU versioning extension).
using System.Buffers.Binary;
using System.Text;

namespace NativeCompat;

/// <summary>Reads (and lets a caller edit) the dynamic symbols and version needs of one shared object held in memory.</summary>
internal sealed class ElfImage
{
    private const int DynamicStrings = 5; // DT_STRTAB
    private const int DynamicSymbols = 6; // DT_SYMTAB
    private const int StringsSize = 10; // DT_STRSZ
    private const long SymbolVersions = 0x6ffffff0; // DT_VERSYM
    private const long VersionDefinitions = 0x6ffffffc; // DT_VERDEF
    private const long VersionDefinitionCount = 0x6ffffffd;
    private const long VersionNeeds = 0x6ffffffe; // DT_VERNEED
    private const long VersionNeedCount = 0x6fffffff;
    private const ushort HiddenVersion = 0x8000; // flag in a version index
    private const int MaxVersions = 10_000; // a damaged chain must not be followed for ever; real libraries have below 100
    private const int SymbolSize = 24; // Elf64_Sym: name u32, info u8, other u8, shndx u16, value u64, size u64

    private readonly byte[] bytes;
    private readonly Dictionary<long, long> dynamic = [];
    private readonly List<(long Address, long Offset, long Size)> segments = [];

    /// <exception cref="InvalidDataException">The bytes are not a 64-bit little-endian ELF file, or a table lies outside of it.</exception>
    public ElfImage(byte[] bytes)
    {
        this.bytes = bytes;
        if (bytes.Length < 64 || !bytes.AsSpan(0, 6).SequenceEqual((byte[])[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
        {
            throw new InvalidDataException("not a 64-bit little-endian ELF file");
        }

        ReadSegments();
    }

    /// <summary>Undefined and defined dynamic symbols with the version index of each.</summary>
    /// <exception cref="InvalidDataException">A table lies outside of the file.</exception>
    public IEnumerable<ElfSymbol> Symbols()
    {
        long table = Offset(Dynamic(DynamicSymbols));
        long versions = Offset(Dynamic(SymbolVersions));
        long count = SymbolCount();
        for (long i = 0; i < count; i++)
        {
            long entry = table + i * SymbolSize;
            ushort version = (ushort)(U16(versions + 2 * i) & ~HiddenVersion);
            yield return new ElfSymbol(String(U32(entry)), version, U16(entry + 6) == 0, entry, versions + 2 * i);
        }
    }

    /// <summary>Every version that this object requires, with the library that must provide it.</summary>
    public IEnumerable<VersionNeed> Needs()
    {
        if (!dynamic.TryGetValue(VersionNeeds, out long address))
        {
            yield break;
        }

        long need = Offset(address);
        int seen = 0;
        for (long i = Dynamic(VersionNeedCount); i > 0; i--)
        {
            string library = String(U32(need + 4));
            long aux = need + U32(need + 8);
            for (int j = U16(need + 2); j > 0; j--)
            {
                CheckCount(++seen);
                yield return new VersionNeed(library, String(U32(aux + 8)), U16(aux + 6), aux);
                aux += U32(aux + 12);
            }

            CheckCount(++seen);
            need += U32(need + 12);
        }
    }

    /// <summary>Names of the versions that this object defines, such as GLIBCXX_3.4.30.</summary>
    public IEnumerable<string> Definitions()
    {
        if (!dynamic.TryGetValue(VersionDefinitions, out long address))
        {
            yield break;
        }

        long definition = Offset(address);
        int seen = 0;
        for (long i = Dynamic(VersionDefinitionCount); i > 0; i--)
        {
            CheckCount(++seen);
            yield return String(U32(definition + U32(definition + 12)));
            definition += U32(definition + 16);
        }
    }

    /// <summary>Makes an undefined symbol resolve as another one: same name, same required version.</summary>
    public void Redirect(ElfSymbol symbol, ElfSymbol target)
    {
        bytes.AsSpan((int)target.Entry, 4).CopyTo(bytes.AsSpan((int)symbol.Entry, 4));
        bytes.AsSpan((int)target.VersionEntry, 2).CopyTo(bytes.AsSpan((int)symbol.VersionEntry, 2));
    }

    /// <summary>Overwrites hash and name of one required version with another's (flags, index and link stay).</summary>
    public void Replace(VersionNeed need, VersionNeed with)
    {
        bytes.AsSpan((int)with.Entry, 4).CopyTo(bytes.AsSpan((int)need.Entry, 4)); // vna_hash
        bytes.AsSpan((int)with.Entry + 8, 4).CopyTo(bytes.AsSpan((int)need.Entry + 8, 4)); // vna_name
    }

    private void ReadSegments()
    {
        long table = (long)U64(32);
        int size = U16(54);
        for (int i = 0; i < U16(56); i++)
        {
            long header = table + (long)i * size;
            uint kind = U32(header);
            var segment = (Address: (long)U64(header + 16), Offset: (long)U64(header + 8), Size: (long)U64(header + 32));
            if (kind == 1) // PT_LOAD
            {
                segments.Add(segment);
            }
            else if (kind == 2) // PT_DYNAMIC
            {
                for (long at = segment.Offset; U64(at) != 0; at += 16)
                {
                    dynamic[(long)U64(at)] = (long)U64(at + 8);
                }
            }
        }

        if (!dynamic.ContainsKey(DynamicSymbols) || !dynamic.ContainsKey(DynamicStrings))
        {
            throw new InvalidDataException("no dynamic symbol table: not a shared object");
        }
    }

    // The dynamic section does not say how many symbols there are, and DT_GNU_HASH covers the defined ones only: the section header of
    // .dynsym is the one exact source.
    private long SymbolCount()
    {
        long sections = (long)U64(40);
        for (int i = 0; i < U16(60); i++)
        {
            long header = sections + (long)i * U16(58);
            if (U32(header + 4) == 11) // SHT_DYNSYM
            {
                return (long)(U64(header + 32) / SymbolSize);
            }
        }

        throw new InvalidDataException("no .dynsym section header: the number of dynamic symbols is unknown");
    }

    private long Offset(long address)
    {
        foreach (var (start, offset, size) in segments)
        {
            if (address >= start && address - start < size)
            {
                return address - start + offset;
            }
        }

        throw new InvalidDataException($"address {address:x} lies in no segment");
    }

    private long Dynamic(long tag) =>
        dynamic.TryGetValue(tag, out long value)
            ? value
            : throw new InvalidDataException($"the dynamic section has no entry {tag:x}");

    private static void CheckCount(int seen)
    {
        if (seen > MaxVersions)
        {
            throw new InvalidDataException($"more than {MaxVersions} symbol versions");
        }
    }

    private string String(uint index)
    {
        long strings = Offset(Dynamic(DynamicStrings));
        long size = Dynamic(StringsSize);
        if (index >= size || strings < 0 || strings > bytes.Length - size)
        {
            throw new InvalidDataException($"string {index} lies outside the string table");
        }

        var tail = bytes.AsSpan((int)(strings + index), (int)(size - index));
        int end = tail.IndexOf((byte)0);
        return end >= 0 ? Encoding.ASCII.GetString(tail[..end]) : throw new InvalidDataException($"string {index} has no end");
    }

    private ushort U16(long at) => BinaryPrimitives.ReadUInt16LittleEndian(Slice(at, 2));

    private uint U32(long at) => BinaryPrimitives.ReadUInt32LittleEndian(Slice(at, 4));

    private ulong U64(long at) => BinaryPrimitives.ReadUInt64LittleEndian(Slice(at, 8));

    private ReadOnlySpan<byte> Slice(long at, int size) =>
        at >= 0 && at <= bytes.Length - size
            ? bytes.AsSpan((int)at, size)
            : throw new InvalidDataException($"offset {at} lies outside the file of {bytes.Length} bytes");
}
