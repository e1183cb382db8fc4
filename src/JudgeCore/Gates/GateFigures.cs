namespace JudgeCore.Gates;

/// <summary>One judge on one slice. Uncertain labels count by their probability, items by their weight.</summary>
public sealed record GateFigures
{
    public required double Accuracy { get; init; }

    public required double MacroF1 { get; init; }

    /// <summary>Cohen's kappa; null where chance cannot disagree.</summary>
    public double? Kappa { get; init; }

    /// <summary>Expected calibration error of the confidence, 15 bins.</summary>
    public required double CalibrationError { get; init; }

    /// <summary>Joint pairs: share whose verdict changed with the order; else null.</summary>
    public double? FlipRate { get; init; }

    /// <summary>Share of the freely written answers that have the asked form; null where none was written.</summary>
    public double? FormatRate { get; init; }
}
