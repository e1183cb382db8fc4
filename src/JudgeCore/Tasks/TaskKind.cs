namespace JudgeCore.Tasks;

/// <summary>What form a task's answer has.</summary>
public enum TaskKind
{
    /// <summary>One image, one of several unordered labels ("yes", "no").</summary>
    Labels,

    /// <summary>One image, one of several ordered labels ("1" to "5"); an expected score comes with the verdict.</summary>
    Scale,

    /// <summary>Two images, which of them fits better: labels "A" (the first as submitted) and "B".</summary>
    Pairwise,
}
