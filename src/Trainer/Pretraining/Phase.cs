namespace Trainer.Pretraining;

/// <summary>A stretch of the curriculum: what the pictures of a step are used for. Shares need not add up to 1; they are relative.</summary>
/// <param name="Until">Share of all steps at which it ends.</param>
/// <param name="Undistorted">Probability that a picture keeps perfect quality.</param>
/// <param name="Attributes">Rows of attribute questions about one picture.</param>
/// <param name="Describe">Rows that describe one picture.</param>
/// <param name="Judge">Rows of pointwise judging.</param>
/// <param name="Indexed">Rows of two pictures with questions about the first or the second.</param>
/// <param name="Which">Rows of two pictures and plain comparisons.</param>
/// <param name="JudgePairs">Rows of pairwise judging.</param>
internal sealed record Phase(
    double Until,
    double Undistorted,
    double Attributes,
    double Describe,
    double Judge,
    double Indexed,
    double Which,
    double JudgePairs
)
{
    /// <summary>Seeing before judging, one picture before two, binding "first" and "second" before comparing (docs/log.md has what failed).</summary>
    public static IReadOnlyList<Phase> Curriculum { get; } =
    [
        new(0.05, 0.7, 0.6, 0.4, 0, 0, 0, 0),
        new(0.20, 0.2, 0.30, 0.12, 0.33, 0.15, 0.10, 0),
        new(0.55, 0.1, 0.14, 0.08, 0.26, 0.22, 0.18, 0.12),
        new(1.00, 0, 0.10, 0.06, 0.28, 0.12, 0.20, 0.24),
    ];

    public static Phase At(double progress) => Curriculum.First(phase => progress < phase.Until || phase.Until >= 1);
}
