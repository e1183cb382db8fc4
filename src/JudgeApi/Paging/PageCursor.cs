using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace JudgeApi.Paging;

/// <summary>The last row of a page; the next page begins after it. Opaque to callers.</summary>
internal sealed record PageCursor(DateTimeOffset CreatedAt, string Id)
{
    private const int LongestId = 64;

    public override string ToString() =>
        Base64Url.EncodeToString(
            Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{CreatedAt.UtcTicks}.{Id}"))
        );

    /// <summary>False for anything that <see cref="ToString"/> did not write.</summary>
    public static bool TryRead(string text, out PageCursor cursor)
    {
        cursor = new PageCursor(default, "");
        if (text.Length > 200 || !Base64Url.IsValid(text))
        {
            return false;
        }

        string[] parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(text)).Split('.');
        if (
            parts.Length != 2
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long ticks)
            || ticks > DateTimeOffset.MaxValue.UtcTicks
            || parts[1].Length is 0 or > LongestId
            || !parts[1].All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '_' or '-')
        )
        {
            return false;
        }

        cursor = new PageCursor(new DateTimeOffset(ticks, TimeSpan.Zero), parts[1]);
        return true;
    }
}
