// Who gets the next free slot. Verdicts come and go within a step, reasoned answers stay for many: without a share kept free for them, verdicts
// would wait for the longest answer; without one for the others, a stream of verdicts would keep these out.
namespace JudgeCore.Engine;

/// <summary>Decides by lane. Policy only: no tensors, no sequences.</summary>
/// <param name="slots">Of the cache.</param>
/// <param name="verdictSlots">Slots that only verdicts may take; while a reasoned one waits, as many are kept from verdicts. Fewer than <paramref name="slots"/>.</param>
internal sealed class SlotShares(int slots, int verdictSlots)
{
    private readonly int[] running = new int[Enum.GetValues<Lane>().Length];
    private readonly int kept = Math.Min(Math.Max(1, verdictSlots), slots - 1); // from verdicts, while a reasoned one waits

    private int Others => running[(int)Lane.Reasoned] + running[(int)Lane.Rollout];

    private bool Free => running.Sum() < slots;

    public void Enter(Lane lane) => running[(int)lane]++;

    public void Leave(Lane lane) => running[(int)lane]--;

    /// <summary>Whether a sequence of this lane may take a slot now.</summary>
    /// <param name="lane">Its lane.</param>
    /// <param name="waits">Whether a sequence of a lane waits for a slot.</param>
    public bool Admits(Lane lane, Func<Lane, bool> waits) =>
        Free
        && lane switch
        {
            Lane.Verdict => !waits(Lane.Reasoned) || Others >= kept || running[(int)Lane.Verdict] < slots - kept,
            Lane.Reasoned => Others < slots - verdictSlots,
            _ => Others < slots - verdictSlots && !waits(Lane.Verdict) && !waits(Lane.Reasoned),
        };
}
