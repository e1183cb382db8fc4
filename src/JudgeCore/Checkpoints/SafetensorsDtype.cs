using static TorchSharp.torch;

namespace JudgeCore.Checkpoints;

/// <summary>The number types of the format, by the names that its headers use.</summary>
internal static class SafetensorsDtype
{
    // In the order of the reference library, which lays tensors out from the last type of its list to the first.
    private static readonly (string Name, ScalarType Dtype, int Size)[] Known =
    [
        ("BOOL", ScalarType.Bool, 1),
        ("U8", ScalarType.Byte, 1),
        ("I8", ScalarType.Int8, 1),
        ("I16", ScalarType.Int16, 2),
        ("F16", ScalarType.Float16, 2),
        ("BF16", ScalarType.BFloat16, 2),
        ("I32", ScalarType.Int32, 4),
        ("F32", ScalarType.Float32, 4),
        ("F64", ScalarType.Float64, 8),
        ("I64", ScalarType.Int64, 8),
    ];

    /// <summary>The names that can be read and written, for sentences.</summary>
    public static string Supported { get; } = string.Join(", ", Known.Select(known => known.Name));

    public static bool TryParse(string? name, out ScalarType dtype, out int size)
    {
        foreach (var known in Known)
        {
            if (known.Name == name)
            {
                (dtype, size) = (known.Dtype, known.Size);
                return true;
            }
        }

        (dtype, size) = (default, 0);
        return false;
    }

    public static string Name(ScalarType dtype) => Known[Rank(dtype)].Name;

    /// <summary>Bytes of one element.</summary>
    public static int Size(ScalarType dtype) => Known[Rank(dtype)].Size;

    /// <summary>Place in the format's order of types: files hold higher ranks first.</summary>
    /// <exception cref="CheckpointException">The format as supported here has no such type.</exception>
    public static int Rank(ScalarType dtype)
    {
        int rank = Array.FindIndex(Known, known => known.Dtype == dtype);
        return rank >= 0
            ? rank
            : throw new CheckpointException($"tensors of type {dtype} cannot be stored; supported are {Supported}");
    }

    public static bool IsFloating(ScalarType dtype) =>
        dtype is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;
}
