namespace JudgeCore.Images;

/// <summary>How reading an image file ended: any bytes at all end in one of the two.</summary>
public abstract record ImageOutcome
{
    private ImageOutcome() { }

    public sealed record Decoded(DecodedImage Image) : ImageOutcome;

    /// <summary>The bytes are not an image that can be judged; the same bytes are always refused for the same reason.</summary>
    /// <param name="Code">One of <see cref="ImageRefusal"/>.</param>
    /// <param name="Message">A sentence for the person who sent the file; it names the limit where there is one.</param>
    public sealed record Refused(string Code, string Message) : ImageOutcome;
}
