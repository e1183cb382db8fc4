// One thread owns the model and its caches; callers hand jobs over and await plain data.
using System.Collections.Concurrent;
using JudgeCore.Kernels;

namespace JudgeCore.Engine;

/// <summary>Runs a <see cref="Generator"/> on its own thread: takes what is waiting, makes a step, hands answers back.</summary>
internal sealed class ModelThread : IDisposable
{
    private readonly Func<Generator> createGenerator;
    private readonly EngineOptions options;
    private readonly int capacity;
    private readonly TimeProvider time;
    private readonly BlockingCollection<EngineJob> posted = [];
    private readonly Dictionary<Sequence, EngineJob> underWay = [];
    private readonly Thread thread;
    private int outstanding;

    /// <param name="createGenerator">Called on the model's thread, and again after a failed step: the caches start afresh.</param>
    /// <param name="options">Threads of matrix products, and how many jobs may wait.</param>
    /// <param name="time">Clock of the timings.</param>
    public ModelThread(Func<Generator> createGenerator, EngineOptions options, TimeProvider time)
    {
        this.createGenerator = createGenerator;
        this.time = time;
        this.options = options;
        capacity = options.QueueLength + options.MaxSequences;
        thread = new Thread(Loop) { Name = "model", IsBackground = true };
        thread.Start();
    }

    /// <summary>Jobs that were handed over and have not ended.</summary>
    public int Outstanding => Volatile.Read(ref outstanding);

    /// <summary>Hands sequences over; null when the queue is full.</summary>
    public EngineJob? TryPost(IReadOnlyList<Sequence> sequences)
    {
        if (Interlocked.Increment(ref outstanding) > capacity)
        {
            Interlocked.Decrement(ref outstanding);
            return null;
        }

        var job = new EngineJob(sequences, time.GetTimestamp());
        posted.Add(job);
        return job;
    }

    /// <summary>Finishes what was handed over, then ends the thread.</summary>
    public void Dispose()
    {
        posted.CompleteAdding();
        thread.Join();
        posted.Dispose();
    }

    private void Loop()
    {
        // Threads that share its work stay where it stays.
        int[]? cores = options.Cores is { } list ? ProcessorList.Parse(list) : null;
        if (cores is not null)
        {
            Affinity.Pin(cores);
        }

        if (options.Threads > 0 || cores is not null)
        {
            TorchSharp.torch.set_num_threads(options.Threads > 0 ? options.Threads : cores!.Length);
        }

        var generator = createGenerator();
        while (Take(generator))
        {
            try
            {
                generator.Step().ForEach(Leave);
            }
            catch (Exception exception) when (exception is not ThreadInterruptedException)
            {
                // A broken step says nothing about the jobs that were not in it, but their keys and values are gone with the caches.
                FailAll(exception);
                generator.Dispose();
                generator = createGenerator();
            }
        }

        generator.Dispose();
    }

    // Waits only when nothing runs; otherwise takes what has arrived since the last step.
    private bool Take(Generator generator)
    {
        if (generator.Idle)
        {
            if (!posted.TryTake(out var first, Timeout.Infinite))
            {
                return false;
            }

            Begin(first, generator);
        }

        while (posted.TryTake(out var job))
        {
            Begin(job, generator);
        }

        return true;
    }

    private void Begin(EngineJob job, Generator generator)
    {
        job.StartedAt = time.GetTimestamp();
        try
        {
            foreach (var sequence in job.Sequences)
            {
                underWay[sequence] = job;
                generator.Add(sequence);
            }
        }
        catch (ArgumentException refusal)
        {
            // The engine cannot run it: its caller's mistake, and nobody else's. What was added of it runs to its end unheard.
            job.Sequences.ToList().ForEach(sequence => underWay.Remove(sequence));
            Interlocked.Decrement(ref outstanding);
            job.Fail(refusal);
        }
    }

    private void Leave(Sequence sequence)
    {
        if (underWay.Remove(sequence, out var job) && job.Leave(sequence, time.GetTimestamp()))
        {
            Interlocked.Decrement(ref outstanding);
        }
    }

    private void FailAll(Exception exception)
    {
        foreach (var job in underWay.Values.Distinct())
        {
            job.Fail(exception);
            Interlocked.Decrement(ref outstanding);
        }

        underWay.Clear();
    }
}
