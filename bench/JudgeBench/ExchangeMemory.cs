namespace JudgeBench;

/// <summary>A process's memory around exchanges of its model.</summary>
/// <param name="Before">With one model.</param>
/// <param name="Peak">The most while models were exchanged.</param>
/// <param name="After">With one model again.</param>
internal sealed record ExchangeMemory(ProcessMemory Before, ProcessMemory Peak, ProcessMemory After);
