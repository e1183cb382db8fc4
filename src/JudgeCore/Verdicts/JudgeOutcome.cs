namespace JudgeCore.Verdicts;

/// <summary>How a request to the judge ended.</summary>
public abstract record JudgeOutcome
{
    private JudgeOutcome() { }

    /// <summary>Answered.</summary>
    public sealed record Judged(Verdict Verdict) : JudgeOutcome;

    /// <summary>The queue is full; nothing was computed.</summary>
    public sealed record Busy(TimeSpan RetryAfter) : JudgeOutcome;

    /// <summary>This checkpoint cannot answer this request, and trying again will not help.</summary>
    /// <param name="Code">Stable, such as <c>prompt_too_long</c>, <c>image_aspect_ratio</c>.</param>
    /// <param name="Field">The request's field at fault, such as <c>images[1]</c>.</param>
    /// <param name="Message">A sentence that names the limit.</param>
    public sealed record Refused(string Code, string Field, string Message) : JudgeOutcome;
}
