using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace JudgeCore.Kernels;

/// <summary>Whole numbers of -127 to 127; their row's scale is the caller's to apply.</summary>
internal readonly unsafe struct Int8Lane : IWeightLane<sbyte>
{
    public static Vector512<float> Load(sbyte* from) =>
        Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(Vector128.Load(from)));

    public static void Store(Vector512<float> numbers, sbyte* to) =>
        Avx512F.ConvertToVector128SByteWithSaturation(Vector512.ConvertToInt32(Vector512.Round(Clamped(numbers)))).Store(to);

    public static float One(sbyte stored) => stored;

    public static sbyte Narrow(float number) => (sbyte)Math.Clamp(MathF.Round(number), -127, 127);

    private static Vector512<float> Clamped(Vector512<float> numbers) =>
        Vector512.Min(Vector512.Max(numbers, Vector512.Create(-127f)), Vector512.Create(127f));
}
