using Trainer.Gym;

namespace Trainer.Experiments;

/// <summary>How much of an experiment is run.</summary>
internal sealed record ExperimentOptions
{
    /// <summary>Seeds of every arm.</summary>
    public int Seeds { get; init; } = 3;

    /// <summary>Optimizer steps of every run.</summary>
    public int Steps { get; init; } = 120;

    /// <summary>Numbers of corrections (online).</summary>
    public IReadOnlyList<int> Corrections { get; init; } = [50, 100, 200, 500, 1000];

    /// <summary>Held-out items of every part of the exam.</summary>
    public int ExamItems { get; init; } = 400;

    /// <summary>Where exam items come from: choices look at validation, final tables at test.</summary>
    public GymSplit Split { get; init; } = GymSplit.Test;

    public int Threads { get; init; } = 1;

    /// <summary>Small enough to run with the tests: that every arm works, not how well.</summary>
    public static ExperimentOptions Quick { get; } =
        new()
        {
            Seeds = 1,
            Steps = 3,
            Corrections = [20],
            ExamItems = 20,
            Split = GymSplit.Validation,
        };
}
