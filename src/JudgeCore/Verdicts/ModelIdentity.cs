namespace JudgeCore.Verdicts;

/// <summary>Which weights answered.</summary>
/// <param name="Version">The checkpoint's name, such as <c>tiny-judge</c>.</param>
/// <param name="Digest">SHA-256 over the checkpoint's weights, configuration and tokenizer, in hexadecimal.</param>
public sealed record ModelIdentity(string Version, string Digest);
