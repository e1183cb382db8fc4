// Which sequences run in the next forward passes: continuous batching, so that requests join and leave at every step (Orca, OSDI '22),
// with long prompts read in chunks between decodes (Sarathi). Policy only: no tensors here.
namespace JudgeCore.Engine;

/// <summary>Admits waiting sequences into free slots and groups the running ones into passes of similar length.</summary>
/// <param name="options">Slots and the token budget of a step.</param>
/// <param name="packs">Prompts of any length share a pass; otherwise those of like length do, because the others are padded.</param>
/// <param name="tryBegin">Asked for every sequence that gets a slot; false sends it back to wait (its shared prefix is being computed).</param>
internal sealed class Scheduler(EngineOptions options, bool packs, Func<Sequence, bool> tryBegin)
{
    private readonly LinkedList<Sequence> waiting = new();
    private readonly List<Sequence> running = [];
    private readonly SortedSet<int> freeSlots = [.. Enumerable.Range(0, options.MaxSequences)];

    public bool Idle => waiting.Count == 0 && running.Count == 0;

    public IReadOnlyList<Sequence> Running => running;

    public int Waiting => waiting.Count;

    public void Add(Sequence sequence) => waiting.AddLast(sequence);

    /// <summary>Takes finished and cancelled sequences out and returns the cancelled ones; their slots are free at once.</summary>
    public List<Sequence> Sweep()
    {
        List<Sequence> cancelled = [.. waiting.Where(sequence => sequence.Cancelled.IsCancellationRequested)];
        cancelled.ForEach(sequence => waiting.Remove(sequence));
        running.RemoveAll(sequence =>
        {
            bool gone = sequence.Finished || sequence.Cancelled.IsCancellationRequested;
            if (gone)
            {
                freeSlots.Add(sequence.Slot);
                sequence.Slot = -1;
                if (!sequence.Finished)
                {
                    cancelled.Add(sequence);
                }
            }

            return gone;
        });
        return cancelled;
    }

    /// <summary>Moves waiting sequences into free slots, first come first, lowest slot first.</summary>
    public void Admit()
    {
        for (var node = waiting.First; node is not null && freeSlots.Count > 0; )
        {
            var (sequence, next) = (node.Value, node.Next);
            sequence.Slot = freeSlots.Min;
            if (tryBegin(sequence))
            {
                freeSlots.Remove(sequence.Slot);
                running.Add(sequence);
                waiting.Remove(node);
            }
            else
            {
                sequence.Slot = -1;
            }

            node = next;
        }
    }

    /// <summary>The next step's passes: first all decodes together, then prompts, those of like length together, within the token budget.</summary>
    public List<List<StepItem>> Plan()
    {
        List<List<StepItem>> passes = [];
        var decodes = running
            .Select(sequence => new StepItem(sequence, 1))
            .Where(item => item.Decodes)
            .OrderBy(item => item.Sequence.Slot)
            .ToList();
        if (decodes.Count > 0)
        {
            passes.Add(decodes);
        }

        int budget = options.StepTokens - decodes.Count;
        var prompts = new List<StepItem>();
        foreach (var sequence in running.Where(sequence => !new StepItem(sequence, 1).Decodes))
        {
            int count = Math.Min(sequence.Pending, Math.Max(budget, 1));
            if (budget <= 0)
            {
                break;
            }

            budget -= count;
            prompts.Add(new StepItem(sequence, count));
        }

        foreach (var item in prompts.OrderByDescending(item => item.Queries).ThenBy(item => item.Sequence.Slot))
        {
            if (
                passes.Count > 0
                && passes[^1] is [{ Decodes: false } longest, ..]
                && (packs || item.Queries * 5 >= longest.Queries * 4)
            )
            {
                passes[^1].Add(item);
            }
            else
            {
                passes.Add([item]);
            }
        }

        return passes;
    }
}
