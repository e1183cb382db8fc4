// TorchScript that is compiled from text may name the aten operators only; TorchScript that is loaded from an archive may name every
// operator that libtorch has registered. An archive is a zip file with the source of one class and a pickled object of it.
using System.IO.Compression;
using System.Text;
using static TorchSharp.torch;

namespace JudgeCore.Models;

/// <summary>Methods in TorchScript, loaded as libtorch loads its own archives.</summary>
internal static class ScriptArchive
{
    // Pickle of an object of the class without numbers: GLOBAL, an empty tuple, NEWOBJ, a dictionary of one False, BUILD.
    private static readonly byte[] Instance =
    [
        0x80,
        2,
        .. "c__torch__\nOperators\n)"u8,
        0x81,
        .. "}(X\x8\0\0\0training"u8,
        0x89,
        .. "ub."u8,
    ];

    private static readonly byte[] NoConstants = [0x80, 2, .. ")."u8];

    /// <param name="methods">Lines of <c>def name(self: __torch__.Operators, x: Tensor) -> Tensor:</c> and their bodies, not indented.</param>
    public static jit.ScriptModule Load(string methods)
    {
        string body = string.Join('\n', methods.Split('\n').Select(line => "  " + line));
        string source = $"class Operators(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n{body}\n";
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, true))
        {
            Add(archive, "data.pkl", Instance);
            Add(archive, "code/__torch__.py", Encoding.ASCII.GetBytes(source));
            Add(archive, "constants.pkl", NoConstants);
            Add(archive, "version", "3\n"u8);
        }

        return jit.load(stream.ToArray());
    }

    private static void Add(ZipArchive archive, string name, ReadOnlySpan<byte> content)
    {
        using var entry = archive.CreateEntry("operators/" + name, CompressionLevel.NoCompression).Open();
        entry.Write(content);
    }
}
