namespace JudgeCore.Tests;

/// <summary>Tests that count the process's live tensors: nothing else may run beside them.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
