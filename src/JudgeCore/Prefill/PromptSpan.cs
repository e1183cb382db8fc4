using JudgeCore.Engine;

namespace JudgeCore.Prefill;

/// <summary>One sequence's tokens among the packed rows of a pass.</summary>
/// <param name="First">Its first row.</param>
/// <param name="Slot">Of the key-value cache.</param>
/// <param name="Cached">Tokens before these in the slot.</param>
/// <param name="Count">Prompt tokens of this pass: each sees all before it.</param>
/// <param name="Tree">Label tokens behind them; null: none.</param>
internal readonly record struct PromptSpan(int First, int Slot, int Cached, int Count, LabelTree? Tree)
{
    public int Queries => Count + (Tree?.Fed.Count ?? 0);
}
