namespace JudgeBench;

/// <summary>What a service does that was just started, next to its bare matrix products.</summary>
internal sealed record ServiceResult
{
    public required DateTimeOffset MeasuredAt { get; init; }

    public required string Commit { get; init; }

    /// <summary>Arguments of the program.</summary>
    public required string Command { get; init; }

    public required Hardware Hardware { get; init; }

    public required string Checkpoint { get; init; }

    public required string Task { get; init; }

    /// <summary>From the start of the process on an empty data folder to the first verdict's last byte: seconds of each start.</summary>
    public required IReadOnlyList<double> SecondsToFirstVerdict { get; init; }

    /// <summary>Processor seconds that the service had used by then.</summary>
    public required IReadOnlyList<double> ProcessorSecondsToFirstVerdict { get; init; }

    /// <summary>A row for each concurrency.</summary>
    public required IReadOnlyList<LoadResult> Load { get; init; }

    /// <summary>Prompt tokens of a verdict, the image's included.</summary>
    public required int PromptTokens { get; init; }

    public required int ImageTokens { get; init; }

    /// <summary>Milliseconds of a bare loop over the matrix products of one verdict, and of sixteen together.</summary>
    public required double ProductsMs { get; init; }

    public required double ProductsOfSixteenMs { get; init; }

    /// <summary>Resident megabytes of the process after each further batch of warmed requests.</summary>
    public required IReadOnlyList<MemoryPoint> Memory { get; init; }
}
