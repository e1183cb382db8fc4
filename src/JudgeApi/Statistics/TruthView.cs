namespace JudgeApi.Statistics;

/// <summary>What people together say of one judgment.</summary>
/// <param name="JudgmentId">The judgment.</param>
/// <param name="Label">The most probable label; null where nobody who is trusted has voted.</param>
/// <param name="Distribution">Probability of every label by the raters who are trusted; null likewise.</param>
/// <param name="Gold">An operator knows the answer.</param>
/// <param name="Votes">Last words, each with what its rater counts.</param>
internal sealed record TruthView(
    string JudgmentId,
    string? Label,
    IReadOnlyDictionary<string, double>? Distribution,
    bool Gold,
    IReadOnlyList<WeighedVote> Votes
)
{
    public static TruthView Of(string judgment, TaskTruth? truth)
    {
        double[]? right = truth?.Of(judgment);
        return new TruthView(
            judgment,
            right is null ? null : truth!.Labels[Array.IndexOf(right, right.Max())],
            right is null
                ? null
                : truth!.Labels.Zip(right).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal),
            truth?.GoldOf(judgment) is not null,
            [
                .. (truth?.VotesOn(judgment) ?? []).Select(vote => new WeighedVote(
                    vote.Rater,
                    vote.Label is { } label ? truth!.Labels[label] : Storage.Entities.Correction.Tie,
                    vote.Score,
                    truth!.Raters.TryGetValue(vote.Rater, out var rater) ? rater.Weight : 0
                )),
            ]
        );
    }
}
