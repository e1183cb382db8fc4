namespace Trainer.Evaluation;

/// <summary>What is measured of a judge on some items; NaN where something does not apply.</summary>
/// <param name="Accuracy">Share of the weight that is right.</param>
/// <param name="MacroF1">Mean F1 over the labels.</param>
/// <param name="Kappa">Cohen's.</param>
/// <param name="CalibrationError">Expected calibration error, 15 bins.</param>
/// <param name="FlipRate">Joint pairs: share whose verdict changed with the order.</param>
/// <param name="FormatRate">Share of the free answers that have the asked form.</param>
internal readonly record struct Figures(
    double Accuracy,
    double MacroF1,
    double Kappa,
    double CalibrationError,
    double FlipRate,
    double FormatRate
)
{
    public static Figures operator -(Figures a, Figures b) =>
        new(
            a.Accuracy - b.Accuracy,
            a.MacroF1 - b.MacroF1,
            a.Kappa - b.Kappa,
            a.CalibrationError - b.CalibrationError,
            a.FlipRate - b.FlipRate,
            a.FormatRate - b.FormatRate
        );
}
