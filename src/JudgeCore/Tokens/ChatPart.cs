using JudgeCore.Images;

namespace JudgeCore.Tokens;

/// <summary>A piece of a user message.</summary>
internal abstract record ChatPart
{
    /// <summary>Words of our own or of a user: control tokens spelled out in them stay plain text.</summary>
    public sealed record Text(string Content) : ChatPart;

    /// <summary>A picture.</summary>
    public sealed record Picture(PreparedImage Image) : ChatPart;
}
