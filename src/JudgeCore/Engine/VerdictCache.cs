// Identical deterministic requests have identical answers: the whole verdict is kept. One per snapshot of weights, so the digest is part of every key.
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using JudgeCore.Verdicts;

namespace JudgeCore.Engine;

/// <summary>Verdicts by what was asked, most recently used within a bound of bytes. May be called from any number of threads.</summary>
/// <param name="maxBytes">0 keeps none.</param>
internal sealed class VerdictCache(long maxBytes)
{
    private const int EntryBytes = 512; // of a verdict's own fields and the books, about
    private const int LabelBytes = 64;

    private readonly Lock gate = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, Verdict Verdict)>> entries = new(StringComparer.Ordinal);
    private readonly LinkedList<(string Key, Verdict Verdict)> recency = new(); // newest first
    private long bytes;

    /// <summary>What identifies a request; null where its answer may not be kept or looked up: it draws, asks for a fresh answer, or nothing is kept.</summary>
    public string? Key(JudgeRequest request, JudgingPlan plan)
    {
        if (maxBytes == 0 || request.Fresh || request.Sampling is not null)
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var task = request.Task;
        Say($"{task.Name}|{task.Kind}|{plan.Mode}|{plan.Strategy}|{plan.Asked.FavourableLabel}");
        foreach (string label in task.VerdictLabels.Concat(plan.Asked.Labels))
        {
            Say(label);
        }

        foreach (var prompt in plan.Prompts)
        {
            Number(prompt.Ids.Length);
            hash.AppendData(MemoryMarshal.AsBytes(prompt.Ids.AsSpan()));
            foreach (var (image, start) in prompt.Images)
            {
                Number(start);
                Say(image.ContentHash);
            }
        }

        return Convert.ToHexString(hash.GetHashAndReset());

        // Each with its length: two texts never run into each other.
        void Say(string text)
        {
            Number(text.Length);
            hash.AppendData(Encoding.UTF8.GetBytes(text));
        }

        void Number(int number)
        {
            Span<byte> four = stackalloc byte[sizeof(int)];
            BinaryPrimitives.WriteInt32LittleEndian(four, number);
            hash.AppendData(four);
        }
    }

    /// <summary>The verdict of an earlier request like this one; null: none is kept.</summary>
    public Verdict? Find(string key)
    {
        Verdict? found = null;
        lock (gate)
        {
            if (entries.TryGetValue(key, out var entry))
            {
                recency.Remove(entry);
                recency.AddFirst(entry);
                found = entry.Value.Verdict;
            }
        }

        EngineMeter.Verdict(found is not null);
        return found;
    }

    public void Keep(string key, Verdict verdict)
    {
        lock (gate)
        {
            if (entries.ContainsKey(key))
            {
                return;
            }

            entries[key] = recency.AddFirst((key, verdict));
            bytes += Size(verdict);
            while (bytes > maxBytes && recency.Last is { } oldest)
            {
                bytes -= Size(oldest.Value.Verdict);
                entries.Remove(oldest.Value.Key);
                recency.Remove(oldest);
            }
        }
    }

    private static long Size(Verdict verdict) =>
        EntryBytes + LabelBytes * verdict.Distribution.Count + sizeof(char) * (verdict.Rationale?.Length ?? 0);
}
