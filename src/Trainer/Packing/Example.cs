using JudgeCore.Engine;

namespace Trainer.Packing;

/// <summary>A prompt and the completion to be scored behind it.</summary>
/// <param name="Prompt">Up to and including the generation prompt.</param>
/// <param name="Completion">[tokens] ids that follow, end-of-turn included.</param>
/// <param name="Weight">Factor on the loss of every completion token.</param>
internal sealed record Example(EnginePrompt Prompt, int[] Completion, float Weight = 1);
