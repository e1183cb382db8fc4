using JudgeApi.Storage.Entities;

namespace JudgeApi.Retraining;

/// <summary>What a run is made of, before anything is written.</summary>
/// <param name="Train">Cases to train on that are new since the last run that trained.</param>
/// <param name="Earlier">Cases to train on that earlier runs were made of.</param>
/// <param name="HeldOut">Cases for the gate.</param>
/// <param name="Dropped">What cannot be used, and why.</param>
/// <param name="NewKeys">Sides that this snapshot decides.</param>
internal sealed record Snapshot(
    IReadOnlyList<LabelledCase> Train,
    IReadOnlyList<LabelledCase> Earlier,
    IReadOnlyList<LabelledCase> HeldOut,
    IReadOnlyList<DroppedCase> Dropped,
    IReadOnlyDictionary<string, SplitSide> NewKeys
)
{
    public int TrainItems => Train.Count + Earlier.Count;

    public int Items => TrainItems + HeldOut.Count;
}
