using Trainer.Packing;

namespace Trainer.Sft;

/// <summary>A question with the answer that is taught.</summary>
/// <param name="Entry">Of the mixture, for metrics by task.</param>
/// <param name="Example">Prompt and completion.</param>
/// <param name="Skip">Leading completion tokens that are given but not scored.</param>
internal sealed record Lesson(int Entry, Example Example, int Skip);
