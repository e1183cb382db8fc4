using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace JudgeCore.Kernels;

/// <summary>BFloat16 is the upper half of fp32: widening is a shift.</summary>
internal readonly unsafe struct Bf16Lane : IWeightLane<ushort>
{
    public static Vector512<float> Load(ushort* from) =>
        (Avx512F.ConvertToVector512UInt32(Vector256.Load(from)) << 16).AsSingle();

    public static void Store(Vector512<float> numbers, ushort* to)
    {
        var bits = numbers.AsUInt32();
        var rounded = bits + Vector512.Create(0x7FFFu) + ((bits >> 16) & Vector512<uint>.One);
        Avx512F.ConvertToVector256UInt16(rounded >> 16).Store(to);
    }

    public static float One(ushort stored) => BitConverter.UInt32BitsToSingle((uint)stored << 16);

    /// <summary>Rounds to nearest, ties to even, as libtorch does.</summary>
    public static ushort Narrow(float number)
    {
        uint bits = BitConverter.SingleToUInt32Bits(number);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
