using Trainer.Gym;

namespace Trainer.Tests.Gym;

/// <summary>Judges texts about scenes a second time, from the words alone: shares no code with what the gym knows.</summary>
internal static class SceneReader
{
    private static readonly string[] Numbers = ["zero", "one", "two", "three"];

    /// <summary>Whether a caption's sentence is true of a scene.</summary>
    public static bool IsTrue(string caption, Scene scene)
    {
        string[] slots = [.. scene.Slots.Select(Words)];
        string[] words = caption.Split(' ');
        if (words.Length == 2 && Numbers.Contains(words[0]))
        {
            return slots.Count(slot => slot.Length > 0) == Array.IndexOf(Numbers, words[0]);
        }

        if (words[^1] is "indoors" or "outdoors")
        {
            return words[^1] == (scene.Indoor ? "indoors" : "outdoors") && slots.Contains(string.Join(' ', words[1..^1]));
        }

        string[] sides = caption.Split(" left of ");
        return sides is [var left, var right]
            ? Array.IndexOf(slots, left[2..]) is >= 0 and var at && Array.LastIndexOf(slots, right[2..]) > at
            : slots.Contains(caption[2..]);
    }

    /// <summary>Whether a scene keeps a policy; null text means the house rules.</summary>
    public static bool Keeps(string? policy, Scene scene)
    {
        string[] slots = [.. scene.Slots.Select(Words)];
        bool Person(int slot) => slots[slot].EndsWith("person", StringComparison.Ordinal);
        bool knife =
            (slots[0] == "knife" && Person(1))
            || (slots[1] == "knife" && (Person(0) || Person(2)))
            || (slots[2] == "knife" && Person(1));
        bool flame = scene.Indoor && slots.Contains("flame");
        return policy switch
        {
            null => !knife && !flame,
            "no knife near person" => !knife,
            "no flame indoor" => !flame,
            _ => throw new ArgumentException($"no policy '{policy}'"),
        };
    }

    private static string Words(SceneObject? item) =>
        item is null ? ""
        : item.Color.Length > 0 ? $"{item.Color} {item.Kind.ToString().ToLowerInvariant()}"
        : item.Kind.ToString().ToLowerInvariant();
}
