namespace Trainer.Experiments;

/// <summary>One seed's line of the paper's table.</summary>
/// <param name="ArmOf">The arm that answers for an exam part.</param>
/// <param name="CpuSeconds">Processor time of training, all arms of the line together.</param>
internal sealed record PaperRow(Func<string, ArmResult> ArmOf, double CpuSeconds)
{
    /// <summary>The score on a part in a mode ("reasoned" or "verdict").</summary>
    public ExamScore Of(string part, string mode) => ArmOf(part).Scores[$"{part}/{mode}"];
}
