namespace JudgeCore.Checkpoints;

/// <summary>Divides named tensors among shards: in the order of their names, each shard filled up to a limit.</summary>
internal static class ShardPlan
{
    /// <param name="sizes">Bytes of each tensor.</param>
    /// <param name="maxBytes">Most bytes of tensors in a shard; a larger tensor gets a shard of its own.</param>
    /// <returns>Names of each shard; one shard when everything fits.</returns>
    public static IReadOnlyList<IReadOnlyList<string>> Divide(IEnumerable<KeyValuePair<string, long>> sizes, long maxBytes)
    {
        List<List<string>> shards =
        [
            [],
        ];
        long filled = 0;
        foreach (var (name, size) in sizes.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (shards[^1].Count > 0 && size > maxBytes - filled)
            {
                shards.Add([]);
                filled = 0;
            }

            shards[^1].Add(name);
            filled += size;
        }

        return shards;
    }

    /// <summary>The published naming: model-00001-of-00017.safetensors.</summary>
    public static string FileName(int index, int count) => $"model-{index + 1:00000}-of-{count:00000}.safetensors";
}
