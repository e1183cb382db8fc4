using System.Security.Cryptography;

namespace Trainer.Data;

/// <summary>What binds items of data files together: the content of their pictures, whatever they are called, and their group.</summary>
internal sealed class ContentKeys
{
    private readonly Dictionary<string, string> hashes = new(StringComparer.Ordinal); // by full path

    /// <summary>Keys of an item; items that have one in common must not come up on both sides of a split.</summary>
    public IEnumerable<(string Key, string Words)> Of(JudgingFile file, int index)
    {
        var item = file.Items[index];
        yield return ($"group {item.Group}", $"the group '{item.Group}'");
        foreach (string image in item.Images)
        {
            yield return ($"image {Hash(file.ImagePath(image))}", $"the picture '{image}'");
        }
    }

    private string Hash(string path)
    {
        string full = Path.GetFullPath(path);
        if (!hashes.TryGetValue(full, out string? hash))
        {
            using var stream = File.OpenRead(full);
            hash = hashes[full] = Convert.ToHexStringLower(SHA256.HashData(stream));
        }

        return hash;
    }
}
