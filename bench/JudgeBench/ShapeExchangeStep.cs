namespace JudgeBench;

/// <summary>One load of a model, and the end of the one before it.</summary>
/// <param name="Loaded">Which: the first, one with a merged adapter, or one that differs everywhere.</param>
/// <param name="Seconds">To load it.</param>
/// <param name="Memory">Before the load, the most during it, and after the model before was freed.</param>
/// <param name="Both">While both models were there.</param>
internal sealed record ShapeExchangeStep(string Loaded, double Seconds, ExchangeMemory Memory, ProcessMemory Both);
