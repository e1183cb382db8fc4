namespace JudgeBench;

/// <summary>What whole GRPO steps cost.</summary>
/// <param name="MeasuredAt">When.</param>
/// <param name="Commit">Of the source.</param>
/// <param name="Command">That measured it.</param>
/// <param name="Hardware">On which machine.</param>
/// <param name="LearnedShare">Of the groups: those that the update is made from; the others have no signal.</param>
/// <param name="CompletionsPerSecond">Sampled, scored and learned from.</param>
/// <param name="StepSeconds">Mean of a step.</param>
/// <param name="DrawSeconds">Of it: drawing and preparing pictures and prompts.</param>
/// <param name="SampleSeconds">Sampling answers.</param>
/// <param name="ScoreSeconds">Rewards and advantages.</param>
/// <param name="UpdateSeconds">Forward, loss, backward, optimizer.</param>
/// <param name="StepGflop">Matrix products of a step, padding included.</param>
/// <param name="LimitGflops">One large product on this machine with these threads, in the same run, a second.</param>
/// <param name="ShareOfLimit">Products of a step over what the limit would allow in its time.</param>
/// <param name="BytesBefore">Memory of the process after the warm-up.</param>
/// <param name="BytesAfter">Memory after the last step.</param>
/// <param name="BytesPeak">Largest memory.</param>
internal sealed record TrainingResult(
    DateTimeOffset MeasuredAt,
    string Commit,
    string Command,
    Hardware Hardware,
    double LearnedShare,
    double CompletionsPerSecond,
    double StepSeconds,
    double DrawSeconds,
    double SampleSeconds,
    double ScoreSeconds,
    double UpdateSeconds,
    double StepGflop,
    double LimitGflops,
    double ShareOfLimit,
    long BytesBefore,
    long BytesAfter,
    long BytesPeak
);
