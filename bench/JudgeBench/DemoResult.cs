namespace JudgeBench;

/// <summary>What the demonstration showed.</summary>
internal sealed record DemoResult
{
    public required DateTimeOffset MeasuredAt { get; init; }

    public required Hardware Hardware { get; init; }

    public required int Pictures { get; init; }

    public required int Corrections { get; init; }

    public required bool RandomLabels { get; init; }

    /// <summary>Of the run, as GET /training-runs says.</summary>
    public required string State { get; init; }

    public required string Reason { get; init; }

    /// <summary>Seconds by phase: judging, correcting, snapshot, training, gate, registering, swap.</summary>
    public required IReadOnlyDictionary<string, double> Seconds { get; init; }

    /// <summary>Accuracy on held-out pictures by task, the served judge before.</summary>
    public required IReadOnlyDictionary<string, double> Before { get; init; }

    /// <summary>After the promotion; absent where the gate refused.</summary>
    public IReadOnlyDictionary<string, double>? After { get; init; }

    /// <summary>Answers after the rollback that differ from those before in any digit; absent where the gate refused.</summary>
    public int? DifferentAfterRollback { get; init; }

    /// <summary>95th percentile of the steady load in milliseconds, before, during and after the run; absent without load.</summary>
    public IReadOnlyDictionary<string, double>? LoadP95Ms { get; init; }

    /// <summary>Requests of the steady load that failed.</summary>
    public int LoadFailures { get; init; }

    /// <summary>Right labels: promoted, better on the new policy, all answers restored. Coins: refused.</summary>
    public required bool AsExpected { get; init; }
}
