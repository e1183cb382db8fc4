// Items that share a picture (by content) or a group stay together, also across others (union-find). What is left to choose is chosen by a hash, so
// the same file gives the same split on every machine; items that have a split already keep it and take along whatever is bound to them.
using System.Security.Cryptography;
using System.Text;

namespace Trainer.Data;

/// <summary>Assigns splits to the items of a data file.</summary>
/// <param name="validation">Share of the items, 0 to 1.</param>
/// <param name="test">Share of the items, 0 to 1.</param>
/// <param name="seed">Another seed, another choice.</param>
internal sealed class DataSplit(double validation, double test, int seed)
{
    public static readonly string[] Names = ["train", "validation", "test"];

    /// <returns>[items] name of the split.</returns>
    /// <exception cref="JudgingDataException">Items that belong together are marked with different splits, or so many belong together that a share stays empty.</exception>
    public string[] Of(JudgingFile file)
    {
        int count = file.Items.Count;
        var sets = Sets(file);
        string?[] splits = new string?[count];
        Dictionary<string, int> filled = Names.ToDictionary(name => name, _ => 0);
        foreach (int[] set in sets)
        {
            int[] marked = [.. set.Where(i => file.Items[i].Split is not null)];
            if (marked.FirstOrDefault(i => file.Items[i].Split != file.Items[marked[0]].Split, -1) is >= 0 and var other)
            {
                throw file.Error(
                    other,
                    $"the item is of the split '{file.Items[other].Split}', but shares a picture or a group, directly or through others, with {file.Place(marked[0])} of the split '{file.Items[marked[0]].Split}'"
                );
            }

            if (marked.Length > 0)
            {
                Assign(set, file.Items[marked[0]].Split!);
            }
        }

        int[] quotas = [(int)Math.Round(validation * count), (int)Math.Round(test * count)];
        foreach (int[] set in sets.Where(set => splits[set[0]] is null).OrderBy(set => Order(file, set), StringComparer.Ordinal))
        {
            // A set goes where it overshoots least; training takes what fits nowhere.
            string name =
                Fits("test", quotas[1], set.Length) ? "test"
                : Fits("validation", quotas[0], set.Length) ? "validation"
                : "train";
            Assign(set, name);
        }

        foreach (var (name, share) in new[] { ("validation", validation), ("test", test), ("train", 1 - validation - test) })
        {
            if (share > 0 && filled[name] == 0)
            {
                throw new JudgingDataException(
                    file.Path,
                    0,
                    $"the split '{name}' stays empty: of {count} items {sets.Max(set => set.Length)} belong together by picture or group"
                );
            }
        }

        return splits!;

        bool Fits(string name, int quota, int size) => filled[name] < quota && filled[name] + size <= quota + (size + 1) / 2;

        void Assign(int[] set, string name)
        {
            filled[name] += set.Length;
            foreach (int i in set)
            {
                splits[i] = name;
            }
        }
    }

    private static List<int[]> Sets(JudgingFile file)
    {
        var keys = new ContentKeys();
        int[] parent = [.. Enumerable.Range(0, file.Items.Count)];
        Dictionary<string, int> first = new(StringComparer.Ordinal);
        for (int i = 0; i < parent.Length; i++)
        {
            foreach (var (key, _) in keys.Of(file, i))
            {
                if (!first.TryAdd(key, i))
                {
                    parent[Root(i)] = Root(first[key]);
                }
            }
        }

        return [.. Enumerable.Range(0, parent.Length).GroupBy(Root).Select(set => set.ToArray())];

        int Root(int i)
        {
            while (parent[i] != i)
            {
                i = parent[i] = parent[parent[i]];
            }

            return i;
        }
    }

    // By the ids, so that the order of lines does not matter.
    private string Order(JudgingFile file, int[] set)
    {
        string id = set.Select(i => file.Items[i].Id).Min(StringComparer.Ordinal)!;
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{seed} {id}")));
    }
}
