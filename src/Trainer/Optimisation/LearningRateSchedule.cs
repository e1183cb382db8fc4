namespace Trainer.Optimisation;

/// <summary>How the learning rate changes over a run, as a factor of the base rate; the numbers are those of transformers.</summary>
internal sealed record LearningRateSchedule
{
    /// <summary>Shape after warm-up. Default: constant.</summary>
    public ScheduleShape Shape { get; init; } = ScheduleShape.Constant;

    /// <summary>Optimizer steps over which the rate rises from 0; the first of them has rate 0. Default 0: none.</summary>
    public int WarmupSteps { get; init; }

    /// <summary>Optimizer steps of the run; a constant rate does not need it.</summary>
    public int TotalSteps { get; init; }

    /// <summary>Cosine waves of the falling shapes; 0.5 falls once from 1 to 0. Default 0.5.</summary>
    public double Cycles { get; init; } = 0.5;

    /// <summary>Lowest factor of <see cref="ScheduleShape.CosineWithMinimum"/>. Default 0.1.</summary>
    public double MinimumFactor { get; init; } = 0.1;

    /// <summary>The factor used at an optimizer step.</summary>
    /// <param name="step">0 for the first step.</param>
    public double Factor(int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        if (step < WarmupSteps)
            return (double)step / Math.Max(1, WarmupSteps);
        var progress = (double)(step - WarmupSteps) / Math.Max(1, TotalSteps - WarmupSteps);
        return Shape switch
        {
            ScheduleShape.Constant => 1,
            ScheduleShape.Linear => Math.Max(0, (double)(TotalSteps - step) / Math.Max(1, TotalSteps - WarmupSteps)),
            ScheduleShape.Cosine => Math.Max(0, Wave(progress)),
            ScheduleShape.CosineWithMinimum => Math.Max(0, Wave(progress) * (1 - MinimumFactor) + MinimumFactor),
            _ => throw new InvalidOperationException($"Unknown schedule {Shape}."),
        };
    }

    private double Wave(double progress) => 0.5 * (1 + Math.Cos(Math.PI * Cycles * 2 * progress));
}
