namespace JudgeApi.Keys;

/// <summary>What a key may do. An ops key may do what the others may.</summary>
internal enum KeyRole
{
    /// <summary>Asks for judgments.</summary>
    Pipeline,

    /// <summary>Confirms and corrects them.</summary>
    Rater,

    /// <summary>Runs the service.</summary>
    Ops,
}
