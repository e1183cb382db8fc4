namespace Trainer.Runs;

/// <summary>A run cannot begin or go on; the message is a sentence for whoever started it.</summary>
internal sealed class RunException(string message, Exception? inner = null) : Exception(message, inner);
