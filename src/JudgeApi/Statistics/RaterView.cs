using JudgeCore.Agreement;

namespace JudgeApi.Statistics;

/// <summary>How far a rater can be trusted in one task, and why.</summary>
internal sealed record RaterView
{
    /// <summary>Id of the key, or of an import's rater.</summary>
    public required string Rater { get; init; }

    /// <summary>The key's name.</summary>
    public string? Name { get; init; }

    /// <summary>reliable; unproven (too few checked votes to tell); chance (weight 0); inverted (weight 0, and worth a talk).</summary>
    public required RaterStanding Standing { get; init; }

    /// <summary>What a vote of this rater counts, 0 to 1.</summary>
    public required double Weight { get; init; }

    /// <summary>Informedness by what all raters say: 0 at chance, 1 for perfection, negative for the opposite.</summary>
    public required double YoudenJ { get; init; }

    public required double StandardError { get; init; }

    /// <summary>Judgments rated, ties left out.</summary>
    public required int Votes { get; init; }

    /// <summary>Of these, rated by somebody else too or gold: all that could speak against the rater. Without any a vote counts a quarter.</summary>
    public required int Checked { get; init; }

    /// <summary>Gold items among them.</summary>
    public required int GoldSeen { get; init; }

    public required int GoldRight { get; init; }

    /// <summary>With Wilson's interval; null where no gold item was seen.</summary>
    public Estimate? GoldAccuracy { get; init; }

    public static RaterView Of(string rater, string? name, RaterReliability reliability)
    {
        var interval = WilsonInterval.Of(reliability.GoldRight, reliability.GoldSeen);
        return new RaterView
        {
            Rater = rater,
            Name = name,
            Standing = reliability.Standing,
            Weight = reliability.Weight,
            YoudenJ = reliability.YoudenJ,
            StandardError = reliability.StandardError,
            Votes = reliability.Votes,
            Checked = reliability.Checked,
            GoldSeen = reliability.GoldSeen,
            GoldRight = reliability.GoldRight,
            GoldAccuracy = reliability.GoldSeen > 0 ? Estimate.Of(reliability.GoldAccuracy, interval.Low, interval.High) : null,
        };
    }
}
