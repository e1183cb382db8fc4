// The engine's loop, without threads: admit, plan, run, read off. The service runs it on its model thread, the trainer calls it directly.
using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Engine;

/// <summary>Brings sequences from prompt to answer, many at a time. Not thread-safe: one thread owns it and all of its tensors.</summary>
internal sealed class Generator : IDisposable
{
    private readonly Scheduler scheduler;
    private readonly KeyValueCache cache;
    private readonly PrefixCache prefixes;
    private readonly ImageFeatures images;
    private readonly ModelRunner runner;
    private readonly int maxTokens;
    private readonly int vocabulary;

    public Generator(JudgeModel model, KeyValueShape shape, EngineOptions options)
    {
        cache = new KeyValueCache(shape, options.MaxSequences, options.MaxTokens);
        prefixes = new PrefixCache(cache, options.PrefixCacheBytes);
        images = new ImageFeatures(model, shape.Dtype, shape.Device, options.ImageCacheBytes);
        runner = new ModelRunner(model, cache, images, shape.Device, options.Threads > 0 ? options.Threads : get_num_threads());
        scheduler = new Scheduler(options, runner.Packs, prefixes.TryBegin);
        maxTokens = options.MaxTokens;
        vocabulary = model.Config.Text.VocabSize;
    }

    public bool Idle => scheduler.Idle;

    public int Waiting => scheduler.Waiting;

    public int Running => scheduler.Running.Count;

    public long PrefixHits => prefixes.Hits;

    public long PrefixMisses => prefixes.Misses;

    public long ImageHits => images.Hits;

    public long ImageMisses => images.Misses;

    /// <exception cref="ArgumentException">The sequence can outgrow a slot of the cache, or names a token that the model has not: its embedding would be
    /// read from beside the table.</exception>
    public void Add(Sequence sequence)
    {
        if (sequence.Capacity > maxTokens)
        {
            throw new ArgumentException(
                $"needs {sequence.Capacity} tokens, the engine holds {maxTokens} a sequence",
                nameof(sequence)
            );
        }

        foreach (int token in sequence.GivenTokens)
        {
            if (token < 0 || token >= vocabulary)
            {
                throw new ArgumentException($"token {token} is none of the model's {vocabulary}", nameof(sequence));
            }
        }

        scheduler.Add(sequence);
    }

    /// <summary>One step: every running sequence advances by one pass. Returns the sequences that left, finished or cancelled.</summary>
    public List<Sequence> Step()
    {
        using var guard = inference_mode();
        using var scope = NewDisposeScope();
        var left = scheduler.Sweep();
        scheduler.Admit();
        foreach (var pass in scheduler.Plan())
        {
            EngineMeter.Pass(pass);
            var outputs = runner.Run(pass);
            foreach (var (item, logProbs) in pass.Zip(outputs))
            {
                item.Sequence.Cached += item.Count;
                prefixes.Collect(item.Sequence);
                if (logProbs is not null)
                {
                    Advance(item.Sequence, logProbs);
                }
            }
        }

        left.AddRange(scheduler.Running.Where(sequence => sequence.Finished));
        scheduler.Sweep();
        return left;
    }

    /// <summary>Runs sequences to their end.</summary>
    public void Run(IEnumerable<Sequence> sequences)
    {
        foreach (var sequence in sequences)
        {
            Add(sequence);
        }

        while (!Idle)
        {
            Step();
        }
    }

    /// <summary>Forgets what was computed with earlier weights; the trainer calls it after every update.</summary>
    public void WeightsChanged()
    {
        prefixes.Clear();
        images.Clear();
        runner.WeightsChanged();
    }

    public void Dispose()
    {
        runner.Dispose();
        images.Dispose();
        prefixes.Dispose();
        cache.Dispose();
    }

    /// <summary>Reads an answer, or the next token, off the log-probabilities after a sequence's last token.</summary>
    private static void Advance(Sequence sequence, float[][] logProbs)
    {
        if (sequence.Tree is { } labels)
        {
            sequence.Labels = labels.Distribution(node => logProbs[node + 1]);
            sequence.Finished = true;
            return;
        }

        if (sequence.Goal is Goal.Write write)
        {
            var (token, logProb) = Sampler.Next(logProbs[0], write.Sampling, sequence.Completion.Count);
            sequence.Write(token, logProb);
            sequence.Finished = write.End.Contains(token) || sequence.Completion.Count >= write.MaxTokens;
        }
        else if (sequence.Goal is Goal.Reason reason)
        {
            Reason(sequence, reason, logProbs[0]);
        }
    }

    private static void Reason(Sequence sequence, Goal.Reason reason, float[] logProbs)
    {
        if (sequence.Completion.Count >= reason.MaxTokens)
        {
            foreach (int token in reason.Close)
            {
                sequence.Write(token, 0);
            }

            sequence.AtLabel = true;
            return;
        }

        var (next, logProb) = Sampler.Next(logProbs, reason.Sampling, sequence.Completion.Count, reason.Forbidden);
        sequence.Write(next, logProb);
        var tail = sequence.Completion.TakeLast(reason.Close.Length);
        sequence.AtLabel = tail.SequenceEqual(reason.Close);
    }
}
