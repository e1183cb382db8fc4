using JudgeApi.Storage.Entities;
using JudgeCore.Tasks;

namespace JudgeApi.Reviews;

/// <summary>What a rater is asked.</summary>
/// <param name="Id">Goes into the correction as <c>review</c>.</param>
/// <param name="JudgmentId">POST /judgments/{id}/corrections takes the answer.</param>
/// <param name="Rubric">The task's instruction.</param>
/// <param name="Answers">What the verdict may be; A is the first of <paramref name="Images"/>.</param>
/// <param name="Text">The caption or policy.</param>
/// <param name="Images">Ids in the order in which they are to be shown; GET /images/{id} has their bytes.</param>
/// <param name="ExpiresAt">Until then nobody else gets this place; asking for the next one renews it.</param>
/// <param name="Judge">Null in blind mode.</param>
internal sealed record ReviewView(
    string Id,
    string JudgmentId,
    string Task,
    int TaskVersion,
    TaskKind Kind,
    string Rubric,
    IReadOnlyList<string> Answers,
    string? Text,
    IReadOnlyList<string> Images,
    DateTimeOffset ExpiresAt,
    bool Blind,
    JudgeSaid? Judge
)
{
    public static ReviewView Of(Review review, Judgment judgment, JudgingTask task)
    {
        var images = judgment.Images.OrderBy(image => image.Position).Select(image => image.ImageId);
        return new ReviewView(
            review.Id,
            judgment.Id,
            judgment.Task,
            judgment.TaskVersion,
            judgment.Kind,
            task.Rubric,
            task.Kind == TaskKind.Pairwise ? [.. task.VerdictLabels, Correction.Tie] : task.VerdictLabels,
            judgment.Text,
            [.. review.Swapped ? images.Reverse() : images],
            review.ExpiresAt,
            review.Blind,
            review.Blind
                ? null
                : new JudgeSaid(
                    review.Swapped ? ShownPair.Back(judgment.Verdict) : judgment.Verdict,
                    judgment.Confidence,
                    judgment.Score
                )
        );
    }
}
