namespace JudgeCore.Tokens;

/// <summary>tokenizer.json is malformed or uses something that this program does not do; the message names it.</summary>
public sealed class TokenizerException(string message, Exception? inner = null) : Exception(message, inner);
