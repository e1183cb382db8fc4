using System.Diagnostics.CodeAnalysis;
using Place = System.Threading.Tasks.TaskCompletionSource<System.IDisposable>;

namespace JudgeApi.Lanes;

/// <summary>
/// A few places at the processor that both lanes share. Quick ones go first, and of two or more places the slow lane never takes the last one:
/// a quick one waits for other quick ones only, or for its turn at the only place.
/// </summary>
/// <param name="places">At least 1.</param>
internal sealed class SharedPlaces(int places)
{
    private readonly Lock gate = new();
    private readonly LaneQueue<Place> waiting = new();
    private readonly int slowPlaces = Math.Max(1, places - 1);
    private int taken;
    private int takenBySlow;

    /// <summary>Waits for a place, which is given back when the result is disposed.</summary>
    /// <exception cref="OperationCanceledException">The caller left the queue.</exception>
    public async Task<IDisposable> EnterAsync(Pace pace, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var place = new Place(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            waiting.Add(pace, place);
            Admit();
        }

        await using var leaving = cancellationToken.Register(() =>
        {
            bool left;
            lock (gate)
            {
                left = waiting.Remove(pace, place);
            }

            // Else its turn has come in this moment: the caller has a place, and gives it back.
            if (left)
            {
                place.SetCanceled(cancellationToken);
            }
        });
        return await place.Task;
    }

    private void Leave(Pace pace)
    {
        lock (gate)
        {
            taken--;
            takenBySlow -= pace == Pace.Slow ? 1 : 0;
            Admit();
        }
    }

    private void Admit()
    {
        while (taken < places && TryNext(out var place, out var pace))
        {
            taken++;
            takenBySlow += pace == Pace.Slow ? 1 : 0;
            place.SetResult(new Taken(this, pace));
        }
    }

    private bool TryNext([NotNullWhen(true)] out Place? place, out Pace pace)
    {
        if (takenBySlow < slowPlaces)
        {
            return waiting.TryTake(out place, out pace);
        }

        pace = Pace.Quick;
        return waiting.TryTakeOf(pace, out place);
    }

    private sealed class Taken(SharedPlaces places, Pace pace) : IDisposable
    {
        private int left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0)
            {
                places.Leave(pace);
            }
        }
    }
}
