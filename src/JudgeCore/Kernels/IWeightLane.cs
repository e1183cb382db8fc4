using System.Runtime.Intrinsics;

namespace JudgeCore.Kernels;

/// <summary>How stored numbers become fp32 in registers. Implemented by structs, so that the products are compiled once a type.</summary>
/// <typeparam name="T">The stored type.</typeparam>
internal unsafe interface IWeightLane<T>
    where T : unmanaged
{
    /// <summary>Sixteen stored numbers, widened.</summary>
    static abstract Vector512<float> Load(T* from);

    /// <summary>Sixteen numbers, stored.</summary>
    static abstract void Store(Vector512<float> numbers, T* to);

    /// <summary>One stored number, widened.</summary>
    static abstract float One(T stored);

    /// <summary>One number, as it is stored.</summary>
    static abstract T Narrow(float number);
}
