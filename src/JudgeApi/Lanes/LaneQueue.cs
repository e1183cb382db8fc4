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

    public void Add(Pace pace, T item) => Line(pace).AddLast(item);

    /// <summary>Takes whose turn it is; false where nobody waits.</summary>
    public bool TryTake([NotNullWhen(true)] out T? item, out Pace pace)
    {
        pace = slow.Count > 0 && (quick.Count == 0 || passed >= Patience) ? Pace.Slow : Pace.Quick;
        passed = pace == Pace.Quick && slow.Count > 0 ? passed + 1 : 0;
        return TryTakeOf(pace, out item);
    }

    /// <summary>Takes the first of one line, whose turn it need not be; it counts for nobody's turn.</summary>
    public bool TryTakeOf(Pace pace, [NotNullWhen(true)] out T? item)
    {
        var line = Line(pace);
        item = line.First?.Value;
        if (item is not null)
        {
            line.RemoveFirst();
        }

        return item is not null;
    }

    /// <summary>Takes one out who left; false where it had its turn already.</summary>
    public bool Remove(Pace pace, T item) => Line(pace).Remove(item);

    private LinkedList<T> Line(Pace pace) => pace == Pace.Quick ? quick : slow;
}
