namespace JudgeBench;

/// <summary>What exchanges cost in memory for the 120 M shape, in a process without a service.</summary>
/// <param name="MeasuredAt">When.</param>
/// <param name="Commit">Of the source.</param>
/// <param name="Command">That measured it.</param>
/// <param name="Hardware">On which machine.</param>
/// <param name="Precision">In which the model is served.</param>
/// <param name="Shared">Weights are mapped and shared, as in serving; false: each model has memory of its own.</param>
/// <param name="FileMb">Megabytes of a checkpoint's weights.</param>
/// <param name="AdapterMb">Megabytes of the adapter: rank 16 on every linear layer of the text stack, bf16.</param>
/// <param name="Steps">In turn.</param>
internal sealed record ShapeExchangeResult(
    DateTimeOffset MeasuredAt,
    string Commit,
    string Command,
    Hardware Hardware,
    string Precision,
    bool Shared,
    double FileMb,
    double AdapterMb,
    IReadOnlyList<ShapeExchangeStep> Steps
);
