using System.Buffers.Binary;
using System.Text;

namespace JudgeCore.Tests.Checkpoints;

/// <summary>Builds safetensors bytes by hand, right or wrong, independently of the product's writer.</summary>
internal static class RawSafetensors
{
    public static byte[] Build(string header, int dataLength) => Build(header, new byte[dataLength]);

    public static byte[] Build(string header, byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        return Build((ulong)json.Length, json, data);
    }

    public static byte[] Build(ulong claimedLength, byte[] header, byte[] data)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, claimedLength);
        return [.. length, .. header, .. data];
    }
}
