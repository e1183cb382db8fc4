namespace JudgeCore.Decoding;

/// <summary>One sequence's token in a step.</summary>
/// <param name="Token">Its id.</param>
/// <param name="Slot">Of the key-value cache.</param>
/// <param name="Cached">Tokens before it in the slot.</param>
/// <param name="Time">Rotary position, first row.</param>
/// <param name="Height">Second row.</param>
/// <param name="Width">Third row.</param>
internal readonly record struct DecodeRow(int Token, int Slot, int Cached, int Time, int Height, int Width);
