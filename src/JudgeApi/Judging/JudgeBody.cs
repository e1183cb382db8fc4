namespace JudgeApi.Judging;

/// <summary>Asks for one judgment.</summary>
internal sealed record JudgeBody
{
    /// <summary>Name of the task, such as alignment; GET /tasks lists them.</summary>
    public string? Task { get; init; }

    /// <summary>One image, or two for pairwise tasks: the first is A, the second B.</summary>
    public IReadOnlyList<ImageBody>? Images { get; init; }

    /// <summary>The caption or policy, where the task takes one.</summary>
    public string? Text { get; init; }

    /// <summary>verdict (the label alone) or reasoned (reasons first); absent: the model's default.</summary>
    public string? Mode { get; init; }

    /// <summary>Pairwise tasks: joint or independent; absent: the model's default for the task.</summary>
    public string? Strategy { get; init; }

    /// <summary>The caller's own id of what is judged; comes back and can be searched for.</summary>
    public string? Reference { get; init; }
}
