using JudgeApi.Storage.Entities;

namespace JudgeApi.Reviews;

/// <summary>A gold item as operators see it.</summary>
/// <param name="RetiredAt">Not shown any more from then on.</param>
internal sealed record GoldView(
    string JudgmentId,
    string Task,
    string Verdict,
    DateTimeOffset CreatedAt,
    DateTimeOffset? RetiredAt
)
{
    public static GoldView Of(GoldItem item) => new(item.JudgmentId, item.Task, item.Verdict, item.CreatedAt, item.RetiredAt);
}
