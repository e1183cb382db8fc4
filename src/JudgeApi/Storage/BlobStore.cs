using System.Security.Cryptography;
using JudgeCore.Checkpoints;

namespace JudgeApi.Storage;

/// <summary>Image bytes by the SHA-256 of their content, as files in two levels of folders: ab/cd/abcd... A file is complete or absent.</summary>
internal sealed class BlobStore
{
    private readonly string root;

    /// <param name="root">Created where it is missing.</param>
    public BlobStore(string root)
    {
        this.root = root;
        Directory.CreateDirectory(root);
    }

    /// <summary>The id that these bytes have.</summary>
    public static string IdOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>True for 64 lower-case hexadecimal digits; nothing else ever becomes a path.</summary>
    public static bool IsId(string id) => id.Length == 64 && id.All(char.IsAsciiHexDigitLower);

    /// <summary>Where the bytes of an id lie, whether or not they do.</summary>
    public string PathOf(string id) =>
        IsId(id) ? Path.Combine(root, id[..2], id[2..4], id) : throw new ArgumentException("not the id of an image", nameof(id));

    /// <summary>Whether bytes of this id are on the disk.</summary>
    /// <param name="id">Of an image.</param>
    /// <param name="length">How many bytes it has.</param>
    public bool Holds(string id, int length) => new FileInfo(PathOf(id)) is { Exists: true } present && present.Length == length;

    /// <summary>Keeps the bytes; when this returns they are on the disk.</summary>
    public void Put(string id, byte[] bytes)
    {
        if (Holds(id, bytes.Length))
        {
            return;
        }

        string path = PathOf(id);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>The bytes, or null where the id is not known.</summary>
    public async Task<byte[]?> GetAsync(string id, CancellationToken cancellationToken)
    {
        if (!IsId(id) || !File.Exists(PathOf(id)))
        {
            return null;
        }

        return await File.ReadAllBytesAsync(PathOf(id), cancellationToken);
    }
}
