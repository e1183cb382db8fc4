using System.Globalization;

namespace JudgeApi.Retraining;

/// <summary>How far a watcher has read: changes of the run, and bytes of each of its files. Opaque to callers.</summary>
internal sealed record EventPlace(long Revision, long Progress, long Metrics, long Log)
{
    private const int LongestId = 100;

    public static EventPlace Beginning { get; } = new(-1, 0, 0, 0);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Revision}.{Progress}.{Metrics}.{Log}");

    /// <summary>False for anything that <see cref="ToString"/> did not write; nothing at all is the beginning.</summary>
    public static bool TryRead(string? text, out EventPlace place)
    {
        place = Beginning;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        string[] parts = text.Length > LongestId ? [] : text.Split('.');
        if (
            parts.Length != 4
            || !long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long revision)
        )
        {
            return false;
        }

        long[] bytes = new long[3];
        for (int i = 0; i < bytes.Length; i++)
        {
            if (!long.TryParse(parts[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out bytes[i]))
            {
                return false;
            }
        }

        place = new EventPlace(revision, bytes[0], bytes[1], bytes[2]);
        return true;
    }
}
