// Requests of one task begin with the same rubric, and a group's rollouts with the same prompt: those keys and values are computed once.
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Engine;

/// <summary>Keys and values of shared prompt beginnings, most recently used within a bound of bytes. One per snapshot of weights.</summary>
internal sealed class PrefixCache(KeyValueCache cache, long maxBytes) : IDisposable
{
    private readonly Dictionary<string, LinkedListNode<(string Key, Tensor Rows)>> entries = [];
    private readonly LinkedList<(string Key, Tensor Rows)> recency = new(); // newest first
    private readonly Dictionary<string, Sequence> underWay = [];
    private long bytes;

    public long Hits { get; private set; }

    public long Misses { get; private set; }

    /// <summary>Fills the slot of an admitted sequence with its shared prefix, if that is known.</summary>
    /// <returns>False when another running sequence is computing this very prefix: wait for it instead of computing it again.</returns>
    public bool TryBegin(Sequence sequence)
    {
        if (!Keeps(sequence.Prompt.SharedPrefix))
        {
            return true;
        }

        string key = Key(sequence.Prompt);
        if (entries.TryGetValue(key, out var entry))
        {
            recency.Remove(entry);
            recency.AddFirst(entry);
            cache.Import(sequence.Slot, entry.Value.Rows);
            sequence.Cached = sequence.Prompt.SharedPrefix;
            Hits++;
            EngineMeter.Prefix(true, sequence.Cached);
            return true;
        }

        if (
            underWay.TryGetValue(key, out var first)
            && first is { Finished: false, Slot: >= 0, Cancelled.IsCancellationRequested: false }
        )
        {
            return false;
        }

        underWay[key] = sequence;
        Misses++;
        EngineMeter.Prefix(false, 0);
        return true;
    }

    /// <summary>After a pass: keeps the prefix that this sequence was the first to compute.</summary>
    public void Collect(Sequence sequence)
    {
        if (!Keeps(sequence.Prompt.SharedPrefix) || sequence.Cached < sequence.Prompt.SharedPrefix || underWay.Count == 0)
        {
            return;
        }

        string key = Key(sequence.Prompt);
        if (underWay.TryGetValue(key, out var first) && ReferenceEquals(first, sequence))
        {
            underWay.Remove(key);
            var rows = cache.Export(sequence.Slot, sequence.Prompt.SharedPrefix).DetachFromDisposeScope();
            entries[key] = recency.AddFirst((key, rows));
            bytes += Size(rows);
            while (bytes > maxBytes)
            {
                Drop(recency.Last!);
            }
        }
    }

    /// <summary>Forgets everything: the weights have changed.</summary>
    public void Clear()
    {
        underWay.Clear();
        while (recency.Last is { } oldest)
        {
            Drop(oldest);
        }
    }

    public void Dispose() => Clear();

    // What alone is larger than the bound is not kept, and nobody waits for it.
    private bool Keeps(int tokens) => tokens > 0 && tokens * cache.Shape.BytesPerToken <= maxBytes;

    private void Drop(LinkedListNode<(string Key, Tensor Rows)> entry)
    {
        bytes -= Size(entry.Value.Rows);
        entries.Remove(entry.Value.Key);
        recency.Remove(entry);
        entry.Value.Rows.Dispose();
    }

    private static long Size(Tensor rows) => rows.NumberOfElements * rows.ElementSize;

    private static string Key(EnginePrompt prompt)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes(prompt.Ids.AsSpan(0, prompt.SharedPrefix)));
        foreach (var (image, start) in prompt.Images.Where(image => image.Start < prompt.SharedPrefix))
        {
            hash.AppendData(Encoding.ASCII.GetBytes($"{start}:{image.ContentHash}"));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
