namespace JudgeCore.Prefill;

/// <summary>One token of a pass.</summary>
/// <param name="Token">Its id.</param>
/// <param name="CacheRow">Where its key and value go.</param>
/// <param name="Time">Rotary position, first row.</param>
/// <param name="Height">Second row.</param>
/// <param name="Width">Third row.</param>
internal readonly record struct PromptRow(int Token, long CacheRow, int Time, int Height, int Width);
