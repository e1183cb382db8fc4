namespace JudgeCore.Verdicts;

/// <summary>Tokens of all prompts and completions of one judgment (a pair asked in both orders counts both).</summary>
public sealed record TokenUsage(int PromptTokens, int ImageTokens, int CompletionTokens);
