namespace JudgeApi.Serving;

/// <summary>A model version cannot be served; the message is a sentence that says why.</summary>
internal sealed class ModelLoadException(string message, Exception? inner = null) : Exception(message, inner);
