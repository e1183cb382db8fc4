namespace Trainer.Rewards;

/// <summary>What one rater said of an item.</summary>
/// <param name="Label">Index of the label.</param>
/// <param name="Weight">How far the rater is trusted, at least 0.</param>
/// <param name="Confusion">[true][said] how the rater errs; null: taken at the word.</param>
internal sealed record RaterVote(int Label, double Weight, double[][]? Confusion)
{
    /// <summary>The same word on a pair shown in the other order.</summary>
    public RaterVote Swapped() =>
        new(
            1 - Label,
            Weight,
            Confusion is [[var aa, var ab], [var ba, var bb]]
                ?
                [
                    [bb, ba],
                    [ab, aa],
                ]
                : null
        );
}
