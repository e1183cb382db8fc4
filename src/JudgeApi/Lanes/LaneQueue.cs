using System.Diagnostics.CodeAnalysis;

namespace JudgeApi.Lanes;

/// <summary>
/// Two lines, each in the order of arrival. The quick one goes first, but after <see cref="Patience"/> turns of it in a row a slow one
/// that waits has its turn: nobody waits for ever. Not thread-safe.
/// </summary>
internal sealed class LaneQueue<T>
    where T : class
{
    /// <summary>Turns that quick ones may have in a row while a slow one waits: the slow line gets at least a ninth of the turns.</summary>
    public const int Patience = 8;

    private readonly LinkedList<T> quick = [];
    private readonly LinkedList<T> slow = [];
    private int passed; // turns of quick ones while a slow one waited, since the last slow turn

    public int Count => quick.Count + slow.Count;

    public void Add(Lane lane, T item) => Line(lane).AddLast(item);

    /// <summary>Takes whose turn it is; false where nobody waits.</summary>
    public bool TryTake([NotNullWhen(true)] out T? item, out Lane lane)
    {
        lane = slow.Count > 0 && (quick.Count == 0 || passed >= Patience) ? Lane.Slow : Lane.Quick;
        passed = lane == Lane.Quick && slow.Count > 0 ? passed + 1 : 0;
        return TryTakeOf(lane, out item);
    }

    /// <summary>Takes the first of one line, whose turn it need not be; it counts for nobody's turn.</summary>
    public bool TryTakeOf(Lane lane, [NotNullWhen(true)] out T? item)
    {
        var line = Line(lane);
        item = line.First?.Value;
        if (item is not null)
        {
            line.RemoveFirst();
        }

        return item is not null;
    }

    /// <summary>Takes one out who left; false where it had its turn already.</summary>
    public bool Remove(Lane lane, T item) => Line(lane).Remove(item);

    private LinkedList<T> Line(Lane lane) => lane == Lane.Quick ? quick : slow;
}
