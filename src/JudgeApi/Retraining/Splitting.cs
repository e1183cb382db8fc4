// Cases that share a picture or a group, directly or through others, stay together. A side once given to a picture or group holds for ever; only
// what is wholly new is drawn, by a hash of its content, so that the same case falls on the same side whatever else is there.
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using JudgeApi.Storage.Entities;

namespace JudgeApi.Retraining;

/// <summary>Shares cases out between training and the gate.</summary>
internal static class Splitting
{
    /// <param name="keys">[case] what the case shares with others; at least one key each.</param>
    /// <param name="known">Sides of earlier runs.</param>
    /// <param name="heldOutShare">Of new connected sets of cases.</param>
    /// <returns>[case] its side; null: it connects both sides and can be on neither.</returns>
    public static SplitSide?[] Of(
        IReadOnlyList<IReadOnlyList<string>> keys,
        IReadOnlyDictionary<string, SplitSide> known,
        double heldOutShare
    )
    {
        int[] parents = [.. Enumerable.Range(0, keys.Count)];
        Dictionary<string, int> first = new(StringComparer.Ordinal);
        for (int i = 0; i < keys.Count; i++)
        {
            foreach (string key in keys[i])
            {
                if (!first.TryAdd(key, i))
                {
                    parents[Root(parents, i)] = Root(parents, first[key]);
                }
            }
        }

        var sides = new SplitSide?[keys.Count];
        foreach (var set in Enumerable.Range(0, keys.Count).GroupBy(i => Root(parents, i)))
        {
            int[] members = [.. set];
            string[] all = [.. members.SelectMany(i => keys[i]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            SplitSide[] given = [.. all.Where(known.ContainsKey).Select(key => known[key]).Distinct()];
            foreach (int i in members)
            {
                sides[i] =
                    given.Length == 0 ? Drawn(all[0], heldOutShare)
                    : given.Length == 1 ? given[0]
                    : OwnSide(keys[i], known);
            }
        }

        return sides;
    }

    // New cases have joined what was apart: those that were there stay where they were, the others are used by neither side.
    private static SplitSide? OwnSide(IReadOnlyList<string> keys, IReadOnlyDictionary<string, SplitSide> known)
    {
        if (!keys.All(known.ContainsKey))
        {
            return null;
        }

        SplitSide[] sides = [.. keys.Select(key => known[key]).Distinct()];
        return sides.Length == 1 ? sides[0] : null;
    }

    private static SplitSide Drawn(string key, double heldOutShare)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes("split " + key));
        double point = BinaryPrimitives.ReadUInt32LittleEndian(hash) / 4294967296.0;
        return point < heldOutShare ? SplitSide.HeldOut : SplitSide.Train;
    }

    private static int Root(int[] parents, int i)
    {
        while (parents[i] != i)
        {
            parents[i] = parents[parents[i]];
            i = parents[i];
        }

        return i;
    }
}
