// The identity of a checkpoint: SHA-256 over the files that decide its answers. For each file in turn the hash takes
//   the file's name in UTF-8, one zero byte, the file's length as u64 little-endian, the file's bytes.
// The files are the weights (model.safetensors, or the shards that the index names, sorted by name), then those of config.json,
// generation_config.json, tokenizer.json, preprocessor_config.json, adapter_config.json and adapter_model.safetensors that exist, in this order. Cards and calibration are not part of it.
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace JudgeCore.Checkpoints;

internal static class CheckpointDigest
{
    private const int Block = 1 << 20; // bytes

    private static readonly string[] Settings =
    [
        CheckpointFolder.ConfigFile,
        CheckpointFolder.GenerationConfigFile,
        CheckpointFolder.TokenizerFile,
        CheckpointFolder.PreprocessorFile,
        AdapterConfigFile.FileName,
        AdapterFolder.WeightsFile,
    ];

    /// <summary>64 hexadecimal digits, lower case.</summary>
    /// <exception cref="CheckpointException">The folder has no weights, or a file cannot be read.</exception>
    public static string Of(string folder, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[Block];
        var settings = Settings.Select(name => Path.Combine(folder, name)).Where(File.Exists);
        foreach (string path in CheckpointWeights.FilesOf(folder).Concat(settings))
        {
            try
            {
                Append(hash, path, buffer, cancellation);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw CheckpointException.About(path, $"cannot be read: {exception.Message}", exception);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, string path, byte[] buffer, CancellationToken cancellation)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)stream.Length);
        hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(path)));
        hash.AppendData([0]);
        hash.AppendData(length);
        for (int read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, read);
        }
    }
}
