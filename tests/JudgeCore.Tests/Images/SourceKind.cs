namespace JudgeCore.Tests.Images;

/// <summary>How closely two decoders must agree about a file.</summary>
internal enum SourceKind
{
    Lossless,
    Lossy,
    Cmyk,

    /// <summary>Scaled to 8 bits here, clipped by the reference: only the geometry compares.</summary>
    Gray16,
}
