using JudgeCore.Images;
using JudgeCore.Tasks;
using Trainer.Rewards;

namespace Trainer.Policies;

/// <summary>One judged case, ready to be asked: what a source of training data gives.</summary>
/// <param name="Id">For logs.</param>
/// <param name="Task">What is asked.</param>
/// <param name="Images">Prepared pictures in the order in which they are shown.</param>
/// <param name="Text">Caption or policy; null where there is none.</param>
/// <param name="Gold">[labels] probability that a label is the right one, adding up to 1; certain labels are a 1 among 0s.</param>
/// <param name="Rationale">One line of reasons; null where nobody gave any.</param>
/// <param name="Family">Prompt family.</param>
/// <param name="Votes">What each rater said; null where the data has the outcome only.</param>
internal sealed record TrainingCase(
    string Id,
    JudgingTask Task,
    IReadOnlyList<PreparedImage> Images,
    string? Text,
    double[] Gold,
    string? Rationale,
    string Family,
    IReadOnlyList<RaterVote>? Votes = null
)
{
    /// <summary>Index of the most probable label.</summary>
    public int GoldLabel => Array.IndexOf(Gold, Gold.Max());

    /// <summary>The pair shown in the other order.</summary>
    public TrainingCase Swapped() =>
        this with
        {
            Id = $"{Id}/swapped",
            Images = [Images[1], Images[0]],
            Gold = [Gold[1], Gold[0]],
            Rationale = null,
            Votes = Votes is null ? null : [.. Votes.Select(vote => vote.Swapped())],
        };
}
