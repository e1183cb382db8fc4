using System.Runtime.Intrinsics;

namespace JudgeCore.Kernels;

/// <inheritdoc/>
internal readonly unsafe struct Fp32Lane : IWeightLane<float>
{
    public static Vector512<float> Load(float* from) => Vector512.Load(from);

    public static void Store(Vector512<float> numbers, float* to) => Vector512.Store(numbers, to);

    public static float One(float stored) => stored;

    public static float Narrow(float number) => number;
}
