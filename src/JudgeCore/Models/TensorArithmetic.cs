// TorchSharp 0.107 hands a Scalar's native handle to libtorch without keeping the Scalar alive: a garbage collection at the wrong moment
// frees it during the call ("Expected false to be true" from toFloat or toLong, seen in training). That hits every Scalar
// argument, and a + b and a - b of tensors, which pass a hidden factor of 1,
// and item<T>(), which reads through one. These forms are safe: use them in code that runs often.
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Models;

/// <summary>Sums, differences and products with numbers that are safe from the garbage collector.</summary>
internal static class TensorArithmetic
{
    private static readonly Scalar One = 1; // live as long as the program
    private static readonly Scalar MinusOne = -1;

    /// <summary>a + b</summary>
    public static Tensor Plus(this Tensor a, Tensor b) => a.add(b, One);

    /// <summary>a - b</summary>
    public static Tensor Minus(this Tensor a, Tensor b) => a.add(b, MinusOne);

    /// <summary>a + number</summary>
    public static Tensor Plus(this Tensor a, double number)
    {
        using Scalar scalar = number;
        return a.add(scalar, One);
    }

    /// <summary>a * number</summary>
    public static Tensor Times(this Tensor a, double number)
    {
        using Scalar scalar = number;
        return a.mul(scalar);
    }

    /// <summary>a², where <c>square</c> is a power with a number.</summary>
    public static Tensor Squared(this Tensor a) => a.mul(a);

    /// <summary>a += b, in place</summary>
    public static Tensor Add_(this Tensor a, Tensor b) => a.add_(b, One);

    /// <summary>a += factor * b, in place</summary>
    public static Tensor Add_(this Tensor a, Tensor b, double factor)
    {
        using Scalar scalar = factor;
        return a.add_(b, scalar);
    }

    /// <summary>a += number, in place</summary>
    public static Tensor Add_(this Tensor a, double number)
    {
        using Scalar scalar = number;
        return a.add_(scalar, One);
    }

    /// <summary>a *= number, in place</summary>
    public static Tensor Mul_(this Tensor a, double number)
    {
        using Scalar scalar = number;
        return a.mul_(scalar);
    }

    /// <summary>a += factor * b * c, in place</summary>
    public static Tensor AddProduct_(this Tensor a, Tensor b, Tensor c, double factor)
    {
        using Scalar scalar = factor;
        return a.addcmul_(b, c, scalar);
    }

    /// <summary>a += factor * b / c, in place</summary>
    public static Tensor AddQuotient_(this Tensor a, Tensor b, Tensor c, double factor)
    {
        using Scalar scalar = factor;
        return a.addcdiv_(b, c, scalar);
    }

    /// <summary>a with rows of source added at the places of index.</summary>
    public static Tensor AddAt(this Tensor a, long dimension, Tensor index, Tensor source) =>
        a.index_add(dimension, index, source, One);

    /// <summary>The number of a one-element tensor of unmanaged type <typeparamref name="T"/>; <c>item</c> goes through a Scalar.</summary>
    public static T Number<T>(this Tensor a)
        where T : unmanaged
    {
        using var here = a.detach().cpu();
        return MemoryMarshal.Read<T>(here.bytes);
    }
}
