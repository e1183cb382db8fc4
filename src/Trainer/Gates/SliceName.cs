using JudgeCore.Gates;
using JudgeCore.Verdicts;

namespace Trainer.Gates;

/// <summary>How sentences name where figures come from.</summary>
internal static class SliceName
{
    public static string Place(EvidenceSource source, VerdictMode mode) =>
        $"of the {(source == EvidenceSource.Data ? "data" : "gym")}, {(mode == VerdictMode.Verdict ? "verdict" : "reasoned")}";
}
