namespace Trainer.Experiments;

/// <summary>What came of one arm with one seed.</summary>
/// <param name="Arm">Name of the arm, alike for all seeds.</param>
/// <param name="Seed">Of the run.</param>
/// <param name="CpuSeconds">Processor time of training, evaluation not counted.</param>
/// <param name="Scores">By exam part and mode.</param>
internal sealed record ArmResult(string Arm, int Seed, double CpuSeconds, IReadOnlyDictionary<string, ExamScore> Scores);
