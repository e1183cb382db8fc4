using JudgeCore.Tasks;

namespace JudgeApi.Tasks;

/// <summary>A version of a task, and who wrote it.</summary>
/// <param name="CreatedBy">A key; null: it came with the program.</param>
internal sealed record TaskVersion(JudgingTask Task, DateTimeOffset CreatedAt, string? CreatedBy);
