namespace JudgeCore.Images;

/// <summary>An upright RGB picture: what is left of an image file after decoding and EXIF rotation.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Rgb">Bytes of [height, width, 3].</param>
/// <param name="MediaType">Of the file it came from, by its content: <c>image/png</c>, ...</param>
public sealed record DecodedImage(int Width, int Height, byte[] Rgb, string MediaType);
