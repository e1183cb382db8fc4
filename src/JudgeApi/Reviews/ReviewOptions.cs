using System.ComponentModel.DataAnnotations;

namespace JudgeApi.Reviews;

/// <summary>What the review queue shows to whom.</summary>
internal sealed record ReviewOptions
{
    /// <summary>Share of judgments, and of turns, that are drawn at random whatever the judge said; agreement is estimated from these.</summary>
    [Range(0.0, 1.0)]
    public double RandomShare { get; init; } = 0.2;

    /// <summary>Share of turns that show a gold item which the rater has not seen yet.</summary>
    [Range(0.0, 0.5)]
    public double GoldShare { get; init; } = 0.05;

    /// <summary>Raters who answer each judgment.</summary>
    [Range(1, 100)]
    public int Overlap { get; init; } = 2;

    /// <summary>Minutes that a judgment is kept for a rater; asking again renews them.</summary>
    [Range(0.05, 1440.0)]
    public double LeaseMinutes { get; init; } = 15;

    /// <summary>Raters who may skip a judgment before it leaves the queue.</summary>
    [Range(1, 100)]
    public int MaxSkips { get; init; } = 3;

    /// <summary>Raters do not see the judge's verdict before they have answered.</summary>
    public bool Blind { get; init; } = true;
}
