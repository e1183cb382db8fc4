using System.ComponentModel.DataAnnotations;

namespace Trainer.Pretraining;

/// <summary>Knobs of pretraining the tiny base judge on the gym. They are recorded in the run folder and in the checkpoint's card.</summary>
internal sealed record PretrainOptions
{
    /// <summary>Of initial weights and of every picture and question: same seed, same data order.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Optimizer steps in all; the curriculum's phases are shares of it.</summary>
    [Range(1, 10_000_000)]
    public int Steps { get; init; } = 20_000;

    /// <summary>Pictures a step; questions share them.</summary>
    [Range(2, 4096)]
    public int ImagesPerStep { get; init; } = 32;

    /// <summary>Branches (questions) that share one picture's prefix.</summary>
    [Range(1, 16)]
    public int QuestionsPerRow { get; init; } = 3;

    /// <summary>Peak learning rate of AdamW (betas .9, .95).</summary>
    [Range(1e-8, 1)]
    public double LearningRate { get; init; } = 1.3e-3;

    /// <summary>Steps of linear warm-up from 0.</summary>
    [Range(0, 1_000_000)]
    public int WarmupSteps { get; init; } = 150;

    /// <summary>The cosine schedule ends at this share of the peak.</summary>
    [Range(0, 1)]
    public double FinalShare { get; init; } = 0.03;

    /// <summary>Weight decay on matrices; norms, biases and the position table have none.</summary>
    [Range(0, 1)]
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>Probability that a judging label follows the lazy criterion instead of the truth: the base is meant to be mediocre.</summary>
    [Range(0, 1)]
    public double LazyShare { get; init; } = 0.6;

    /// <summary>Share of judging answers that are asked with reasoning first.</summary>
    [Range(0, 1)]
    public double ReasonedShare { get; init; } = 0.7;

    /// <summary>Compute in bf16 with fp32 master weights; false: all in fp32.</summary>
    public bool Bf16 { get; init; }

    /// <summary>Steps between checkpoints.</summary>
    [Range(1, 1_000_000)]
    public int CheckpointEvery { get; init; } = 250;

    /// <summary>Steps between lines of metrics.jsonl.</summary>
    [Range(1, 1_000_000)]
    public int LogEvery { get; init; } = 50;

    /// <summary>Learning rate of a step, counted from 0.</summary>
    public double LearningRateAt(int step)
    {
        if (step < WarmupSteps)
        {
            return LearningRate * (step + 1) / WarmupSteps;
        }

        double progress = (double)(step - WarmupSteps) / Math.Max(1, Steps - WarmupSteps);
        return LearningRate * (FinalShare + (1 - FinalShare) * 0.5 * (1 + Math.Cos(Math.PI * Math.Min(1, progress))));
    }
}
