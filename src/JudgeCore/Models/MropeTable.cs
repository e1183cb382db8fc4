using JudgeCore.Kernels;
using static TorchSharp.torch;

namespace JudgeCore.Models;

/// <summary>Multimodal rotary embedding: each frequency turns with the time, height or width position. Not a module: its tables are no parameters.</summary>
internal sealed class MropeTable
{
    private readonly float[] frequencies; // [headDim / 2]
    private readonly long[] axes; // [headDim / 2] 0 time, 1 height, 2 width
    private readonly ComputePolicy policy;
    private (float Cos, float Sin)[] known = []; // [positions, headDim / 2]

    public MropeTable(TextConfig config, ComputePolicy policy)
    {
        this.policy = policy;
        int half = config.HeadDim / 2;
        frequencies =
        [
            .. Enumerable.Range(0, half).Select(i => (float)(1 / Math.Pow(config.RopeTheta, 2.0 * i / config.HeadDim))),
        ];
        axes = config.MropeInterleaved ? Interleaved(config.MropeSection, half) : Blocks(config.MropeSection);
    }

    /// <summary>Cosines and sines of a batch, each [batch, 1, seq, headDim], in the compute type.</summary>
    /// <param name="positions">[3, batch, seq] int64</param>
    public (Tensor Cos, Tensor Sin) At(Tensor positions)
    {
        var mine = positions.index_select(0, tensor(axes, device: policy.Device)); // [headDim / 2, batch, seq]
        var angles = mine.to_type(ScalarType.Float32).permute(1, 2, 0) * tensor(frequencies, device: policy.Device); // [batch, seq, headDim / 2]
        var both = cat([angles, angles], -1).unsqueeze(1); // [batch, 1, seq, headDim]
        return (both.cos().to_type(policy.Dtype), both.sin().to_type(policy.Dtype));
    }

    /// <summary>The same for one token, in fp32 numbers rounded as the compute type has them. For one thread.</summary>
    /// <param name="time">Its position in the first row; the other two follow.</param>
    /// <param name="cos">[headDim / 2]: both halves of a head turn alike.</param>
    /// <param name="sin">[headDim / 2]</param>
    public unsafe void At(int time, int height, int width, float* cos, float* sin)
    {
        Learn(Math.Max(time, Math.Max(height, width)));
        for (int i = 0; i < frequencies.Length; i++)
        {
            int position = axes[i] switch
            {
                0 => time,
                1 => height,
                _ => width,
            };
            (cos[i], sin[i]) = known[(long)position * frequencies.Length + i];
        }
    }

    // Angles depend on the position alone: each is turned into numbers once.
    private void Learn(int position)
    {
        int positions = known.Length / frequencies.Length;
        if (position < positions)
        {
            return;
        }

        bool narrow = policy.Dtype == ScalarType.BFloat16;
        int more = Math.Max(position + 1, Math.Max(256, 2 * positions));
        Array.Resize(ref known, more * frequencies.Length);
        for (int at = positions * frequencies.Length; at < known.Length; at++)
        {
            float angle = at / frequencies.Length * frequencies[at % frequencies.Length];
            var (s, c) = MathF.SinCos(angle);
            known[at] = narrow ? (Bf16Lane.One(Bf16Lane.Narrow(c)), Bf16Lane.One(Bf16Lane.Narrow(s))) : (c, s);
        }
    }

    /// <summary>Turns q or k: [batch, heads, seq, headDim].</summary>
    public static Tensor Rotate(Tensor x, Tensor cos, Tensor sin)
    {
        var halves = x.chunk(2, -1); // 2 x [batch, heads, seq, headDim / 2]
        return (x * cos).Plus(cat([-halves[1], halves[0]], -1) * sin);
    }

    // Qwen3-VL: time, height, width in turns as long as the section lasts, time for the rest.
    private static long[] Interleaved(int[] section, int half)
    {
        var axes = new long[half];
        for (int axis = 1; axis <= 2; axis++)
        {
            for (int i = axis; i < Math.Min(section[axis] * 3, half); i += 3)
            {
                axes[i] = axis;
            }
        }

        return axes;
    }

    // Qwen2.5-VL: one block an axis.
    private static long[] Blocks(int[] section) => [.. section.SelectMany((count, axis) => Enumerable.Repeat((long)axis, count))];
}
