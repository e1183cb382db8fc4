using JudgeApi.Corrections;
using JudgeApi.Storage.Entities;

namespace JudgeApi.Pages.Judgments;

/// <summary>A judgment as the list shows it.</summary>
/// <param name="Judgment">As stored.</param>
/// <param name="Said">What people said of it, as far as the reader may know; null: nothing.</param>
internal sealed record JudgmentRow(Judgment Judgment, PeopleSaid? Said)
{
    public IEnumerable<string> Images => Judgment.Images.OrderBy(image => image.Position).Select(image => image.ImageId);

    public string? Opinion =>
        Said switch
        {
            null => null,
            { Against: 0 } => "right",
            { Raters: 1 } => "wrong",
            _ => $"{Said.Against} of {Said.Raters}: wrong",
        };

    public string? Orders =>
        Judgment.Flipped switch
        {
            null => null,
            true => "disagree",
            false => "agree",
        };
}
