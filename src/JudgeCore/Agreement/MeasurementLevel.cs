namespace JudgeCore.Agreement;

/// <summary>What the distance between two ratings means for Krippendorff's alpha.</summary>
public enum MeasurementLevel
{
    /// <summary>Ratings are names: equal or not.</summary>
    Nominal,

    /// <summary>Ratings are ranks: the distance is how many ratings lie between.</summary>
    Ordinal,

    /// <summary>Ratings are numbers: the squared difference.</summary>
    Interval,
}
