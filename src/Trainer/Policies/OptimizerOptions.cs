using System.ComponentModel.DataAnnotations;
using Trainer.Optimisation;

namespace Trainer.Policies;

/// <summary>AdamW and its schedule.</summary>
internal sealed record OptimizerOptions
{
    /// <summary>Peak rate. 1e-4 is what GRPO of the whole tiny judge bears; large models take 1e-6, adapters 1e-5.</summary>
    [Range(1e-12, 10)]
    public double LearningRate { get; init; } = 1e-4;

    [Range(0, 1)]
    public double Beta1 { get; init; } = 0.9;

    [Range(0, 1)]
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Decay of matrices; biases and norms have none.</summary>
    [Range(0, 1)]
    public double WeightDecay { get; init; }

    /// <summary>Largest norm of a step's gradient.</summary>
    [Range(1e-9, 1e9)]
    public double MaxGradNorm { get; init; } = 1;

    /// <summary>Shape after the warm-up.</summary>
    public ScheduleShape Schedule { get; init; } = ScheduleShape.Constant;

    /// <summary>Steps of linear rise from 0.</summary>
    [Range(0, 1_000_000)]
    public int WarmupSteps { get; init; } = 5;
}
