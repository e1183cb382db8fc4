// The vision tower's output is kept by picture: both orders of a pair, a group's rollouts and repeated pictures are encoded once.
using JudgeCore.Images;
using JudgeCore.Models;
using JudgeCore.Prefill;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Engine;

/// <summary>Encodes images in batches and keeps the most recently used features within a bound of bytes. One per snapshot of weights.</summary>
internal sealed class ImageFeatures(JudgeModel model, ScalarType dtype, Device device, long maxBytes) : IDisposable
{
    private readonly Dictionary<string, LinkedListNode<(string Key, VisualFeatures Features)>> entries = [];
    private readonly LinkedList<(string Key, VisualFeatures Features)> recency = new(); // newest first
    private long bytes;

    public long Hits { get; private set; }

    public long Misses { get; private set; }

    /// <summary>Feature rows of parts of images, in order: [sum of counts, hidden].</summary>
    public VisualFeatures Gather(IReadOnlyList<(PreparedImage Image, int From, int Count)> parts)
    {
        using var scope = NewDisposeScope();
        var found = Find([.. parts.Select(part => part.Image)]);
        var merged = cat([.. parts.Select(part => found[part.Image.ContentHash].Merged.narrow(0, part.From, part.Count))]); // [tokens, hidden]
        int levels = found.Values.First().Deepstack.Count;
        Tensor[] deepstack =
        [
            .. Enumerable
                .Range(0, levels)
                .Select(level =>
                    cat([
                        .. parts.Select(part => found[part.Image.ContentHash].Deepstack[level].narrow(0, part.From, part.Count)),
                    ])
                ),
        ]; // levels x [tokens, hidden]
        Trim(); // only now: the pictures of this very pass may exceed the bound
        return new VisualFeatures(
            merged.MoveToOuterDisposeScope(),
            [.. deepstack.Select(level => level.MoveToOuterDisposeScope())]
        );
    }

    /// <summary>Forgets everything: the weights have changed.</summary>
    public void Clear()
    {
        while (recency.Last is { } oldest)
        {
            Drop(oldest);
        }
    }

    public void Dispose() => Clear();

    private Dictionary<string, VisualFeatures> Find(List<PreparedImage> wanted)
    {
        Dictionary<string, VisualFeatures> found = [];
        List<PreparedImage> missing = [];
        foreach (var image in wanted.DistinctBy(image => image.ContentHash))
        {
            if (entries.TryGetValue(image.ContentHash, out var entry))
            {
                recency.Remove(entry);
                recency.AddFirst(entry);
                found[image.ContentHash] = entry.Value.Features;
                Hits++;
                EngineMeter.Picture(true);
            }
            else
            {
                missing.Add(image);
                Misses++;
                EngineMeter.Picture(false);
            }
        }

        foreach (var (image, features) in missing.Zip(Encode(missing)))
        {
            found[image.ContentHash] = features;
            Keep(image.ContentHash, features);
        }

        return found;
    }

    private List<VisualFeatures> Encode(List<PreparedImage> missing)
    {
        if (missing.Count == 0)
        {
            return [];
        }

        var features = model.Encode(
            PatchRows.Of(missing, dtype, device), // [patches, patchDim]
            [.. missing.Select(image => (image.Grid.Time, image.Grid.Height, image.Grid.Width))]
        );
        List<VisualFeatures> split = [];
        long at = 0;
        foreach (var image in missing)
        {
            split.Add(
                new VisualFeatures(
                    features.Merged.narrow(0, at, image.Tokens).clone(),
                    [.. features.Deepstack.Select(level => level.narrow(0, at, image.Tokens).clone())]
                )
            ); // [tokens of this image, hidden]
            at += image.Tokens;
        }

        return split;
    }

    private void Keep(string key, VisualFeatures features)
    {
        long size = Size(features);
        if (size > maxBytes)
        {
            return;
        }

        features.Merged.DetachFromDisposeScope();
        features.Deepstack.ToList().ForEach(level => level.DetachFromDisposeScope());
        entries[key] = recency.AddFirst((key, features));
        bytes += size;
    }

    private void Trim()
    {
        while (bytes > maxBytes)
        {
            Drop(recency.Last!);
        }
    }

    private void Drop(LinkedListNode<(string Key, VisualFeatures Features)> entry)
    {
        bytes -= Size(entry.Value.Features);
        entries.Remove(entry.Value.Key);
        recency.Remove(entry);
        entry.Value.Features.Merged.Dispose();
        entry.Value.Features.Deepstack.ToList().ForEach(level => level.Dispose());
    }

    private static long Size(VisualFeatures features) =>
        features.Deepstack.Prepend(features.Merged).Sum(rows => rows.NumberOfElements * rows.ElementSize);
}
