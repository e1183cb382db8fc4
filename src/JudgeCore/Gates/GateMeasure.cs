namespace JudgeCore.Gates;

/// <summary>What improvement is measured by.</summary>
public enum GateMeasure
{
    Accuracy,

    MacroF1,

    Kappa,
}
