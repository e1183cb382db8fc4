// Resizes as Pillow's Image.resize(BICUBIC) does, in the same fixed point: one side, rounded to bytes, then the other.
using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace JudgeCore.Images;

internal static class BicubicResize
{
    private const int Half = 1 << (ResizeTaps.Precision - 1);

    /// <param name="source">[height, width, 3].</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="target">[newHeight, newWidth, 3], filled.</param>
    /// <param name="newWidth">Pixels.</param>
    /// <param name="newHeight">Pixels.</param>
    public static void Resize(ReadOnlySpan<byte> source, int width, int height, Span<byte> target, int newWidth, int newHeight)
    {
        source = source[..(width * height * 3)];
        target = target[..(newWidth * newHeight * 3)];
        if (width == newWidth && height == newHeight)
        {
            source.CopyTo(target);
        }
        else if (width == newWidth)
        {
            Columns(source, width, new ResizeTaps(height, newHeight), target);
        }
        else if (height == newHeight)
        {
            Rows(source, width, height, new ResizeTaps(width, newWidth), target);
        }
        else if (newHeight < height && newWidth > width)
        {
            // Pillow 13 begins with the side that shrinks; earlier versions with the rows always, which differs by one of 255 here and there.
            byte[] between = ArrayPool<byte>.Shared.Rent(width * newHeight * 3);
            var shortened = between.AsSpan(0, width * newHeight * 3); // [newHeight, width, 3]
            Columns(source, width, new ResizeTaps(height, newHeight), shortened);
            Rows(shortened, width, newHeight, new ResizeTaps(width, newWidth), target);
            ArrayPool<byte>.Shared.Return(between);
        }
        else
        {
            byte[] between = ArrayPool<byte>.Shared.Rent(newWidth * height * 3);
            var narrowed = between.AsSpan(0, newWidth * height * 3); // [height, newWidth, 3]
            Rows(source, width, height, new ResizeTaps(width, newWidth), narrowed);
            Columns(narrowed, newWidth, new ResizeTaps(height, newHeight), target);
            ArrayPool<byte>.Shared.Return(between);
        }
    }

    /// <summary>Changes the length of every row.</summary>
    private static void Rows(ReadOnlySpan<byte> source, int width, int height, ResizeTaps taps, Span<byte> target)
    {
        int newWidth = taps.First.Length;
        for (int y = 0; y < height; y++)
        {
            var to = target.Slice(y * newWidth * 3, newWidth * 3);
            if (y < height - 1)
            {
                Row(source.Slice(y * width * 3, (width * 3) + 1), taps, to);
                continue;
            }

            byte[] padded = ArrayPool<byte>.Shared.Rent((width * 3) + 1); // pixels are read four bytes at a time
            source.Slice(y * width * 3, width * 3).CopyTo(padded);
            Row(padded, taps, to);
            ArrayPool<byte>.Shared.Return(padded);
        }
    }

    private static void Row(ReadOnlySpan<byte> from, ResizeTaps taps, Span<byte> to)
    {
        ref byte pixels = ref MemoryMarshal.GetReference(from);
        for (int x = 0; x < taps.First.Length; x++)
        {
            var sum = Vector128.Create(Half); // red, green, blue and a fourth that is not used
            nint at = (nint)taps.First[x] * 3;
            foreach (int weight in taps.Weights(x))
            {
                var bytes = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref pixels, at))).AsByte();
                sum += Vector128.WidenLower(Vector128.WidenLower(bytes)).AsInt32() * weight;
                at += 3;
            }

            sum = Vector128.Clamp(sum >> ResizeTaps.Precision, Vector128<int>.Zero, Vector128.Create(255));
            to[x * 3] = (byte)sum[0];
            to[(x * 3) + 1] = (byte)sum[1];
            to[(x * 3) + 2] = (byte)sum[2];
        }
    }

    /// <summary>Changes the number of rows.</summary>
    private static void Columns(ReadOnlySpan<byte> source, int width, ResizeTaps taps, Span<byte> target)
    {
        int rowBytes = width * 3;
        for (int y = 0; y < taps.First.Length; y++)
        {
            var weights = taps.Weights(y);
            var from = source.Slice(taps.First[y] * rowBytes, weights.Length * rowBytes);
            var to = target.Slice(y * rowBytes, rowBytes);
            int x = 0;
            for (; x <= rowBytes - Vector128<byte>.Count; x += Vector128<byte>.Count)
            {
                Columns16(from[x..], rowBytes, weights, to[x..]);
            }

            for (; x < rowBytes; x++)
            {
                int sum = Half;
                for (int k = 0; k < weights.Length; k++)
                {
                    sum += from[(k * rowBytes) + x] * weights[k];
                }

                to[x] = (byte)Math.Clamp(sum >> ResizeTaps.Precision, 0, 255);
            }
        }
    }

    private static void Columns16(ReadOnlySpan<byte> from, int rowBytes, ReadOnlySpan<int> weights, Span<byte> to)
    {
        var low = Vector256.Create(Half);
        var high = Vector256.Create(Half);
        for (int k = 0; k < weights.Length; k++)
        {
            var (lower, upper) = Vector256.Widen(Wide(Vector128.Create(from.Slice(k * rowBytes, Vector128<byte>.Count))));
            low += lower.AsInt32() * weights[k];
            high += upper.AsInt32() * weights[k];
        }

        var (least, most) = (Vector256<int>.Zero, Vector256.Create(255));
        var words = Vector256.Narrow(
            Vector256.Clamp(low >> ResizeTaps.Precision, least, most),
            Vector256.Clamp(high >> ResizeTaps.Precision, least, most)
        );
        Vector128.Narrow(words.GetLower().AsUInt16(), words.GetUpper().AsUInt16()).CopyTo(to);
    }

    private static Vector256<ushort> Wide(Vector128<byte> bytes)
    {
        var (lower, upper) = Vector128.Widen(bytes);
        return Vector256.Create(lower, upper);
    }
}
