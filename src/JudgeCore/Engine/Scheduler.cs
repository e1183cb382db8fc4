// Which sequences run in the next forward passes: continuous batching, so that requests join and leave at every step (Orca, OSDI '22),
// with long prompts read in chunks between decodes (Sarathi). Policy only: no tensors here.
namespace JudgeCore.Engine;

/// <summary>Admits waiting sequences into free slots, lane by lane, and groups the running ones into passes.</summary>
/// <param name="options">Slots, shares and the token budget of a step.</param>
/// <param name="packs">Prompts of any length share a pass; otherwise those of like length do, because the others are padded.</param>
/// <param name="tryBegin">Asked for every sequence that gets a slot; false sends it back to wait (its shared prefix is being computed).</param>
internal sealed class Scheduler(EngineOptions options, bool packs, Func<Sequence, bool> tryBegin)
{
    private const int Lately = 64; // steps for which a verdict is taken as a sign that more will come
    private const int OthersShare = 4; // of the token budget, one part is kept for prompts that are no verdicts

    private readonly LinkedList<Sequence>[] waiting = [.. Enum.GetValues<Lane>().Select(_ => new LinkedList<Sequence>())];
    private readonly List<Sequence> running = [];
    private readonly SortedSet<int> freeSlots = [.. Enumerable.Range(0, options.MaxSequences)];
    private readonly SlotShares shares = new(options.MaxSequences, options.VerdictSlots);
    private bool verdictsAlone; // the step planned last
    private int sinceVerdict = Lately; // steps

    public bool Idle => Waiting == 0 && running.Count == 0;

    public IReadOnlyList<Sequence> Running => running;

    public int Waiting => waiting.Sum(lane => lane.Count);

    public void Add(Sequence sequence) => waiting[(int)sequence.Lane].AddLast(sequence);

    /// <summary>Takes finished and cancelled sequences out and returns the cancelled ones; their slots are free at once.</summary>
    public List<Sequence> Sweep()
    {
        List<Sequence> cancelled = [];
        foreach (var lane in waiting)
        {
            for (var node = lane.First; node is not null; )
            {
                var (sequence, next) = (node.Value, node.Next);
                if (sequence.Cancelled.IsCancellationRequested)
                {
                    cancelled.Add(sequence);
                    lane.Remove(node);
                }

                node = next;
            }
        }

        running.RemoveAll(sequence =>
        {
            bool gone = sequence.Finished || sequence.Cancelled.IsCancellationRequested;
            if (gone)
            {
                freeSlots.Add(sequence.Slot);
                shares.Leave(sequence.Lane);
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

    /// <summary>Moves waiting sequences into free slots: verdicts first, in a lane first come first, lowest slot first.</summary>
    public void Admit()
    {
        foreach (var lane in waiting)
        {
            for (var node = lane.First; node is not null && shares.Admits(node.Value.Lane, Waits); )
            {
                var (sequence, next) = (node.Value, node.Next);
                sequence.Slot = freeSlots.Min;
                if (tryBegin(sequence))
                {
                    freeSlots.Remove(sequence.Slot);
                    shares.Enter(sequence.Lane);
                    running.Add(sequence);
                    lane.Remove(node);
                }
                else
                {
                    sequence.Slot = -1;
                }

                node = next;
            }
        }
    }

    /// <summary>The next step's passes: first all decodes together, then prompts, those of like length together, within the token budget.</summary>
    public List<List<StepItem>> Plan()
    {
        var turn = Turn();
        List<StepItem> decodes =
        [
            .. turn.Select(sequence => new StepItem(sequence, 1)).Where(item => item.Decodes).OrderBy(item => item.Sequence.Slot),
        ];
        List<List<StepItem>> passes = decodes.Count > 0 ? [decodes] : [];
        foreach (
            var item in Prompts(turn, decodes.Count).OrderByDescending(item => item.Queries).ThenBy(item => item.Sequence.Slot)
        )
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

    // Every other step belongs to verdicts alone where others run beside them: an answer of one pass leaves without waiting for what these are at.
    private List<Sequence> Turn()
    {
        int verdicts = running.Count(IsVerdict);
        verdictsAlone = !verdictsAlone && verdicts > 0 && verdicts < running.Count;
        sinceVerdict = verdicts > 0 ? 0 : Math.Min(sinceVerdict + 1, Lately);
        return verdictsAlone ? running.FindAll(IsVerdict) : running;
    }

    private static bool IsVerdict(Sequence sequence) => sequence.Lane == Lane.Verdict;

    private bool Waits(Lane lane) => waiting[(int)lane].Count > 0;

    // Verdicts first, but for a share of the budget that other prompts can use; in a lane first come first. While answers are written the budget is small,
    // and while verdicts come as well, one other prompt is enough: the next verdict waits for what is under way when it comes.
    private List<StepItem> Prompts(List<Sequence> turn, int decodes)
    {
        List<StepItem> prompts = [];
        var reading = turn.Where(sequence => !new StepItem(sequence, 1).Decodes).ToList();
        bool written = running.Exists(sequence => sequence is { Lane: Lane.Reasoned, Completion.Count: > 0 });
        int tokens = written ? Math.Min(options.ChunkTokens, options.StepTokens) : options.StepTokens;
        int budget = Math.Max(1, tokens - decodes);
        int others = Math.Min(
            budget / OthersShare,
            reading.Where(sequence => !IsVerdict(sequence)).Sum(sequence => sequence.Pending)
        );
        foreach (var lane in reading.GroupBy(sequence => sequence.Lane).OrderBy(lane => lane.Key))
        {
            int kept = lane.Key == Lane.Verdict ? others : 0;
            int most = lane.Key != Lane.Verdict && written && sinceVerdict < Lately ? 1 : reading.Count;
            foreach (var sequence in lane.Take(most).TakeWhile(_ => budget > kept))
            {
                int count = Math.Min(sequence.Pending, budget - kept);
                budget -= count;
                prompts.Add(new StepItem(sequence, count));
            }
        }

        return prompts;
    }
}
