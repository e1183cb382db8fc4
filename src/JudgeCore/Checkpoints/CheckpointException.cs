namespace JudgeCore.Checkpoints;

/// <summary>A checkpoint's files are missing, damaged, or do not fit the model; the message names file, tensor and limit.</summary>
public sealed class CheckpointException(string message, Exception? inner = null) : Exception(message, inner);
