using JudgeCore.Gates;
using JudgeCore.Images;
using JudgeCore.Tasks;

namespace Trainer.Evaluation;

/// <summary>One case that a judge is measured on, with the answer that it should give.</summary>
/// <param name="Source">People's data or the gym.</param>
/// <param name="Id">Unique within source and task.</param>
/// <param name="Place">Where it stands, for errors: "items.jsonl line 3".</param>
/// <param name="Task">What is asked.</param>
/// <param name="Images">Reads the pictures, in the order in which they are shown.</param>
/// <param name="Text">Caption or policy; null where there is none.</param>
/// <param name="Gold">[labels] probability that a label is the right one, adding up to 1.</param>
/// <param name="Weight">How much the item counts.</param>
/// <param name="Group">Items of one group are resampled together.</param>
/// <param name="Family">Prompt family.</param>
internal sealed record HeldOutItem(
    EvidenceSource Source,
    string Id,
    string Place,
    JudgingTask Task,
    Func<IReadOnlyList<DecodedImage>> Images,
    string? Text,
    double[] Gold,
    double Weight,
    string Group,
    string Family
);
