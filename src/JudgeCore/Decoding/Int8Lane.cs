using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace JudgeCore.Decoding;

/// <summary>Whole numbers of -127 to 127; their row's scale is the caller's to apply.</summary>
internal readonly unsafe struct Int8Lane : IWeightLane<sbyte>
{
    public static Vector512<float> Load(sbyte* from) =>
        Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(Vector128.Load(from)));

    public static float One(sbyte stored) => stored;

    public static sbyte Narrow(float number) => (sbyte)Math.Clamp(MathF.Round(number), -127, 127);
}
