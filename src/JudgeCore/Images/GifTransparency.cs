// A decoder paints a GIF's transparent pixels black; their palette colour is what dropping alpha means.
namespace JudgeCore.Images;

internal static class GifTransparency
{
    private const byte Flag = 1;

    /// <summary>The file with its first frame made opaque; the same bytes where it is already.</summary>
    public static ReadOnlyMemory<byte> Removed(ReadOnlyMemory<byte> bytes)
    {
        if (GifHeader.FirstFrame(bytes.Span) is not (_, > 0 and var flags) || (bytes.Span[flags] & Flag) == 0)
        {
            return bytes;
        }

        byte[] opaque = bytes.ToArray();
        opaque[flags] &= 0xFF ^ Flag;
        return opaque;
    }
}
