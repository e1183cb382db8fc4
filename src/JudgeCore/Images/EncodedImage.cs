// Decodes one file through SkiaSharp's codecs: in bands where the format can, so that no second copy of the picture exists.
using System.Buffers;
using System.Runtime.InteropServices;
using SkiaSharp;

namespace JudgeCore.Images;

/// <summary>An image file opened by its codec; nothing is decoded yet.</summary>
internal sealed unsafe class EncodedImage : IDisposable
{
    private const int BandRows = 16; // a row of JPEG blocks with 4:2:0 chroma
    private readonly MemoryHandle pin;
    private readonly SKData data;
    private readonly SKCodec? codec;

    public EncodedImage(ReadOnlyMemory<byte> bytes)
    {
        pin = bytes.Pin();
        data = SKData.Create((nint)pin.Pointer, bytes.Length); // no copy: the pin outlives it
        codec = SKCodec.Create(data);
    }

    public bool IsReadable => codec is not null;

    public int Width => codec!.Info.Width;

    public int Height => codec!.Info.Height;

    /// <summary>False where the file's pixels are incomplete or damaged; the picture is unusable then.</summary>
    public bool DecodeInto(UprightRgb picture)
    {
        // Unpremultiplied: transparent pixels keep their colour. No colour space: the stored numbers, unconverted.
        var alpha = codec!.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Unpremul;
        var info = new SKImageInfo(Width, Height, SKColorType.Rgba8888, alpha);
        return codec.StartScanlineDecode(info) switch
        {
            SKCodecResult.Success => DecodeBands(picture),
            SKCodecResult.Unimplemented => DecodeWhole(info, picture),
            _ => false,
        };
    }

    public void Dispose()
    {
        codec?.Dispose();
        data.Dispose();
        pin.Dispose();
    }

    private bool DecodeBands(UprightRgb picture)
    {
        int rowBytes = Width * 4;
        bool upward = codec!.ScanlineOrder == SKCodecScanlineOrder.BottomUp;
        byte[] band = ArrayPool<byte>.Shared.Rent(BandRows * rowBytes);
        try
        {
            fixed (byte* pixels = band)
            {
                for (int done = 0; done < Height; )
                {
                    int rows = upward ? 1 : Math.Min(BandRows, Height - done);
                    if (codec.GetScanlines((nint)pixels, rows, rowBytes) != rows)
                    {
                        return false;
                    }

                    picture.Write(upward ? Height - 1 - done : done, rows, band);
                    done += rows;
                }
            }

            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(band);
        }
    }

    private bool DecodeWhole(SKImageInfo info, UprightRgb picture)
    {
        void* pixels = NativeMemory.AllocZeroed((nuint)info.BytesSize64);
        try
        {
            if (codec!.GetPixels(info, (nint)pixels) != SKCodecResult.Success)
            {
                return false;
            }

            for (int row = 0; row < Height; row += BandRows)
            {
                int rows = Math.Min(BandRows, Height - row);
                picture.Write(row, rows, new ReadOnlySpan<byte>((byte*)pixels + (row * info.RowBytes64), rows * info.RowBytes));
            }

            return true;
        }
        finally
        {
            NativeMemory.Free(pixels);
        }
    }
}
