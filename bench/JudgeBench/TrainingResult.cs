namespace JudgeBench;

/// <summary>What whole GRPO steps cost.</summary>
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
