namespace JudgeCore.Tasks;

/// <summary>Why a task cannot be judged by.</summary>
/// <param name="Field">Such as <c>rubric</c> or <c>labels[2]</c>, as JSON names it.</param>
/// <param name="Message">A sentence that names the limit.</param>
/// <param name="Limit">The limit as a number, where there is one.</param>
public sealed record TaskFault(string Field, string Message, int? Limit = null);
