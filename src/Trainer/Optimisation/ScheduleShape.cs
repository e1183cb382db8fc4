namespace Trainer.Optimisation;

/// <summary>What the learning rate does after warm-up.</summary>
internal enum ScheduleShape
{
    /// <summary>It stays.</summary>
    Constant,

    /// <summary>It falls evenly to 0 at the last step.</summary>
    Linear,

    /// <summary>It falls along half a cosine wave to 0 (arXiv 1608.03983).</summary>
    Cosine,

    /// <summary>It falls along half a cosine wave to a floor.</summary>
    CosineWithMinimum,
}
