using JudgeCore.Images;
using JudgeCore.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Prefill;

/// <summary>The patches of several pictures as one tensor of the model's type, written in one pass over them.</summary>
internal static unsafe class PatchRows
{
    private const int PieceNumbers = 1 << 15;

    /// <summary>[patches of all images, patchDim]</summary>
    /// <param name="images">One or more, of one patch size.</param>
    /// <param name="dtype">Of the model.</param>
    /// <param name="device">Of the model.</param>
    public static Tensor Of(IReadOnlyList<PreparedImage> images, ScalarType dtype, Device device)
    {
        int patchDim = images[0].Patches.Length / images[0].Grid.Count;
        bool narrows = dtype == ScalarType.BFloat16 && Lanes.Supported;
        using var scope = NewDisposeScope();
        var rows = empty([images.Sum(image => image.Grid.Count), patchDim], narrows ? dtype : ScalarType.Float32, CPU); // [patches, patchDim]
        byte* memory = (byte*)WeightMatrix.Pointer(rows);
        using var crew = WorkCrew.Create(get_num_threads());
        foreach (var image in images)
        {
            fixed (float* patches = image.Patches)
            {
                float* from = patches;
                byte* to = memory;
                int count = image.Patches.Length;
                int pieces = (count + PieceNumbers - 1) / PieceNumbers;
                crew.Run(
                    pieces,
                    piece =>
                    {
                        int first = piece * PieceNumbers;
                        int length = Math.Min(PieceNumbers, count - first);
                        if (narrows)
                        {
                            Lanes.Narrow<ushort, Bf16Lane>(from + first, (ushort*)to + first, length);
                        }
                        else
                        {
                            new Span<float>(from + first, length).CopyTo(new Span<float>((float*)to + first, length));
                        }
                    }
                );
                memory += (long)count * (narrows ? sizeof(ushort) : sizeof(float));
            }
        }

        return rows.to(dtype, device).MoveToOuterDisposeScope(); // [patches, patchDim]
    }
}
