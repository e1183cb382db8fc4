namespace JudgeCore.Agreement;

/// <summary>One rater's label for one item.</summary>
/// <param name="Item">Index of the item.</param>
/// <param name="Rater">Index of the rater.</param>
/// <param name="Label">Class index.</param>
public readonly record struct Vote(int Item, int Rater, int Label);
