namespace JudgeCore.Tokens;

/// <summary>A token that stands for itself as a whole; control tokens are special.</summary>
internal sealed record AddedToken(int Id, string Content, bool Special);
