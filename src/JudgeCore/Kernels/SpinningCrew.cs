// A step of decoding has some sixty parallel parts of a few microseconds each: the pool's own scheduling would cost more than the work.
// Helpers spin between the parts of a step and sleep between steps that are further apart.
namespace JudgeCore.Kernels;

/// <summary>Threads of its own: where libtorch has no OpenMP runtime to share.</summary>
internal sealed class SpinningCrew : WorkCrew
{
    private const int Spins = 4000; // about a tenth of a millisecond

    private readonly Thread[] helpers;
    private readonly SemaphoreSlim bell = new(0);
    private Action<int> work = _ => { };
    private int pieces;
    private int finished;
    private int asleep;
    private long ticket; // part number << 32 | next piece: taking a piece checks that the part is still the same
    private volatile bool ended;

    /// <param name="threads">The caller's included.</param>
    public SpinningCrew(int threads)
    {
        int[] processors = Affinity.Usable(); // the helpers stay where their caller stays
        helpers =
        [
            .. Enumerable
                .Range(1, Math.Max(0, threads - 1))
                .Select(i => new Thread(() => Help(processors)) { Name = $"decode {i}", IsBackground = true }),
        ];
        foreach (var helper in helpers)
        {
            helper.Start();
        }
    }

    private int Part => (int)(Volatile.Read(ref ticket) >> 32);

    public override int Threads => helpers.Length + 1;

    public override void Run(int count, Action<int> piece)
    {
        if (helpers.Length == 0 || count == 1)
        {
            for (int i = 0; i < count; i++)
            {
                piece(i);
            }

            return;
        }

        (work, pieces) = (piece, count);
        Volatile.Write(ref finished, 0);
        int part = unchecked(Part + 1);
        Interlocked.Exchange(ref ticket, (long)part << 32);
        int sleepers = Volatile.Read(ref asleep);
        if (sleepers > 0)
        {
            bell.Release(sleepers);
        }

        Take(part);
        var wait = new SpinWait();
        while (Volatile.Read(ref finished) < count)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }
    }

    public override void Dispose()
    {
        ended = true;
        bell.Release(helpers.Length + 1);
        foreach (var helper in helpers)
        {
            helper.Join();
        }

        bell.Dispose();
    }

    private void Take(int part)
    {
        while (true)
        {
            long seen = Volatile.Read(ref ticket);
            var (mine, count, index) = (work, pieces, (int)seen);
            if ((int)(seen >> 32) != part || index >= count)
            {
                return;
            }

            // Success proves that work and pieces were read for this very part: the next one cannot begin before this piece has ended.
            if (Interlocked.CompareExchange(ref ticket, seen + 1, seen) == seen)
            {
                mine(index);
                Interlocked.Increment(ref finished);
            }
        }
    }

    private void Help(int[] processors)
    {
        Affinity.Pin(processors);
        int part = 0;
        while (!ended)
        {
            for (int spin = 0; spin < Spins && Part == part; spin++)
            {
                Thread.SpinWait(1);
            }

            if (Part == part)
            {
                Interlocked.Increment(ref asleep);
                if (Part == part && !ended)
                {
                    bell.Wait();
                }

                Interlocked.Decrement(ref asleep);
                continue;
            }

            part = Part;
            Take(part);
        }
    }
}
