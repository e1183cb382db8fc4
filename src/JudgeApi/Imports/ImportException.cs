namespace JudgeApi.Imports;

/// <summary>An archive cannot be read; the message is a sentence that names file and row.</summary>
internal sealed class ImportException(string message) : Exception(message);
