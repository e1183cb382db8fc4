// Chance without a generator's state: a number follows from an id's own random bits, so each draw can be checked from what is stored.
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace JudgeApi.Reviews;

internal static class Draw
{
    /// <summary>Uniform in [0, 1); other purposes of one id draw independently.</summary>
    /// <param name="id">With random bits of its own.</param>
    /// <param name="purpose">What is drawn.</param>
    public static double Of(string id, string purpose)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{purpose}:{id}"), hash);
        return (BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11) * (1.0 / (1L << 53));
    }
}
