using JudgeCore.Tasks;

namespace Trainer.Policies;

/// <summary>Cases of one task, numbered: the same number is the same case, so that a run can go on where it stopped.</summary>
internal interface ITrainingSource
{
    /// <summary>Name of the task of every case.</summary>
    string Task { get; }

    TaskKind Kind { get; }

    /// <summary>Case <paramref name="number"/>, counted from 0 without end.</summary>
    TrainingCase Draw(long number);
}
