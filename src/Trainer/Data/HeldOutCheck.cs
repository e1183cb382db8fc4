// Nothing of a held-out item is ever trained on: not the item, not its picture under another name, not another item of its group.
namespace Trainer.Data;

/// <summary>Refuses to train on items that are held out.</summary>
internal sealed class HeldOutCheck
{
    private readonly ContentKeys keys = new();
    private readonly Dictionary<string, string> heldOut = new(StringComparer.Ordinal); // key to the place where it is held out

    /// <param name="files">Data files of held-out items.</param>
    /// <exception cref="JudgingDataException">One of them cannot be read.</exception>
    public HeldOutCheck(IEnumerable<string> files)
    {
        foreach (string path in files)
        {
            var file = JudgingFile.Read(path);
            for (int i = 0; i < file.Items.Count; i++)
            {
                foreach (var (key, _) in keys.Of(file, i))
                {
                    heldOut.TryAdd(key, file.Place(i));
                }
            }
        }
    }

    /// <exception cref="JudgingDataException">The item is marked as held out, or shares a picture or its group with a held-out one; the message names both places.</exception>
    public void Of(JudgingFile file, int index)
    {
        if (file.Items[index].Split is { } split and not "train")
        {
            throw file.Error(
                index,
                $"the item is of the split '{split}', which is never trained on; name the split 'train' of the file, or leave the item out"
            );
        }

        if (heldOut.Count == 0)
        {
            return;
        }

        foreach (var (key, words) in keys.Of(file, index))
        {
            if (heldOut.TryGetValue(key, out string? place))
            {
                throw file.Error(index, $"{words} is held out in {place}: it must not be trained on");
            }
        }
    }
}
