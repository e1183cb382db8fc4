using JudgeApi.Reviews;
using JudgeApi.Storage.Entities;
using JudgeCore.Tasks;

namespace JudgeApi.Pages.Rating;

/// <summary>A judgment that is before a rater.</summary>
/// <param name="Asked">What the rater sees.</param>
/// <param name="Review">The place in the queue.</param>
/// <param name="Judgment">What the rater does not see before the answer.</param>
internal sealed record RatedItem(ReviewView Asked, Review Review, Judgment Judgment)
{
    /// <summary>The answer that the rater takes back; null at the first time.</summary>
    public string? Before { get; init; }

    /// <summary>The judge's verdict in the order of images that the rater sees.</summary>
    public string JudgeVerdict => Review.Swapped ? ShownPair.Back(Judgment.Verdict) : Judgment.Verdict;

    /// <summary>The key that chooses the answer: its place, or the letter of a pair's.</summary>
    public string KeyOf(string answer) =>
        Asked.Kind == TaskKind.Pairwise
            ? answer[..1].ToLowerInvariant()
            : (IndexOf(answer) + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private int IndexOf(string answer) => Asked.Answers.TakeWhile(known => known != answer).Count();
}
