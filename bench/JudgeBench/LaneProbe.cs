// Latency of verdicts in the engine's own loop: requests are due at times that know nothing of its steps, and are seen when a step begins.
using System.Diagnostics;
using JudgeCore.Engine;
using JudgeCore.Models;
using Generator = JudgeCore.Engine.Generator;

namespace JudgeBench;

/// <summary>Asks for verdicts one after the other, alone and while reasoned answers are written.</summary>
internal sealed class LaneProbe : IDisposable
{
    private const int Slots = 16; // as many of them are kept for verdicts as the service keeps
    private const int Least = 32; // tokens of a reasoned answer
    private const int Most = 160;
    private const int Closing = 7; // the token that ends an answer, which is never drawn: answers have the length that is asked for
    private const double PauseMs = 40; // mean, from an answer to the next question

    private static readonly HashSet<int> Forbidden = [Closing];
    private readonly ProbePrompts prompts;
    private readonly Generator generator;
    private readonly Random random = new(1);
    private readonly List<Sequence> streams = [];
    private long written; // tokens of streams that have ended

    public LaneProbe(JudgeModel model, int threads, int chunkTokens)
    {
        prompts = new ProbePrompts(model);
        var shape = KeyValueShape.Of(model);
        var options = new EngineOptions
        {
            MaxTokens = 512,
            MaxSequences = Slots,
            VerdictSlots = Slots / 4,
            ChunkTokens = chunkTokens,
            Threads = threads,
        };
        generator = new Generator(model, shape, shape.Fit(options, model.Config.Text.MaxPositions));
    }

    /// <param name="count">Streams.</param>
    /// <param name="verdicts">Of each part.</param>
    public LaneTiming Measure(int count, int verdicts)
    {
        Latencies(Math.Min(verdicts, 5)); // warming
        double[] quiet = Latencies(verdicts);
        streams.AddRange(Enumerable.Range(0, count).Select(_ => Answer()));
        streams.ForEach(generator.Add);
        double alone = PerSecond(() =>
        {
            for (int step = 0; step < verdicts * 4; step++)
            {
                Step();
            }
        });
        double[] beside = [];
        double perSecond = PerSecond(() => beside = Latencies(verdicts));
        return new LaneTiming(
            count,
            verdicts,
            NearestRank.Of(quiet, 0.5),
            NearestRank.Of(quiet, 0.95),
            NearestRank.Of(beside, 0.5),
            NearestRank.Of(beside, 0.95),
            perSecond,
            alone
        );
    }

    public void Dispose() => generator.Dispose();

    // Milliseconds from when each was due to its answer, ascending.
    private double[] Latencies(int verdicts)
    {
        List<double> latencies = [];
        while (latencies.Count < verdicts)
        {
            long due = Stopwatch.GetTimestamp() + Ticks(-PauseMs * Math.Log(1 - random.NextDouble()));
            while (Stopwatch.GetTimestamp() < due)
            {
                Step();
            }

            var verdict = new Sequence(prompts.Picture(), new Goal.Score(ProbePrompts.Labels));
            generator.Add(verdict);
            while (!verdict.Finished)
            {
                Step();
            }

            latencies.Add(Stopwatch.GetElapsedTime(due).TotalMilliseconds);
        }

        return [.. latencies.Order()];
    }

    private void Step()
    {
        foreach (var left in generator.Idle ? [] : generator.Step())
        {
            if (streams.Remove(left))
            {
                written += left.Completion.Count;
                streams.Add(Answer());
                generator.Add(streams[^1]);
            }
        }
    }

    private double PerSecond(Action work)
    {
        long before = Written();
        long began = Stopwatch.GetTimestamp();
        work();
        return (Written() - before) / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private long Written() => written + streams.Sum(stream => stream.Completion.Count);

    private Sequence Answer() =>
        new(prompts.Picture(), new Goal.Reason(ProbePrompts.Labels, [Closing], Forbidden, random.Next(Least, Most), null));

    private static long Ticks(double milliseconds) => (long)(milliseconds / 1000 * Stopwatch.Frequency);
}
