using static TorchSharp.torch;

namespace JudgeCore.Checkpoints;

/// <summary>The number types of the format, by the names that its headers use.</summary>
internal static class SafetensorsDtype
{
    private static readonly (string Name, ScalarType Dtype, int Size)[] Known =
    [
        ("BOOL", ScalarType.Bool, 1),
        ("U8", ScalarType.Byte, 1),
        ("I8", ScalarType.Int8, 1),
        ("I16", ScalarType.Int16, 2),
        ("I32", ScalarType.Int32, 4),
        ("I64", ScalarType.Int64, 8),
        ("F16", ScalarType.Float16, 2),
        ("BF16", ScalarType.BFloat16, 2),
        ("F32", ScalarType.Float32, 4),
        ("F64", ScalarType.Float64, 8),
    ];

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

    public static string Name(ScalarType dtype) =>
        Known.FirstOrDefault(known => known.Dtype == dtype).Name
        ?? throw new CheckpointException($"{dtype} has no safetensors name");

    public static int Size(ScalarType dtype) => Known.First(known => known.Dtype == dtype).Size;
}
