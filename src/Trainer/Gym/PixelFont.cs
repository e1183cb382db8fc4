// Letters of our own: bare machines have no fonts, and a sheet should be the same picture everywhere.
using SkiaSharp;

namespace Trainer.Gym;

/// <summary>A small bitmap font, 5 x 8 pixels a letter, lower case only.</summary>
internal static class PixelFont
{
    /// <summary>Pixels from one letter to the next, before scaling.</summary>
    public const int Advance = 6;

    /// <summary>Pixels from one line to the next, before scaling.</summary>
    public const int LineHeight = 10;

    private const int Width = 5;
    private const int Height = 8;

    // Bands of nine lines: the letters, then their pixels below them.
    private const string Drawing = """
        a     b     c     d     e     f     g     h     i     j     k     l     m     n     o
        ..... #.... ..... ....# ..... ..##. ..... #.... ..#.. ...#. #.... .##.. ..... ..... .....
        ..... #.... ..... ....# ..... .#... ..... #.... ..... ..... #.... ..#.. ..... ..... .....
        .###. ####. .#### .#### .###. ####. .#### ####. .##.. ..##. #..#. ..#.. ##.#. ####. .###.
        ....# #...# #.... #...# #...# .#... #...# #...# ..#.. ...#. #.#.. ..#.. #.#.# #...# #...#
        .#### #...# #.... #...# ##### .#... #...# #...# ..#.. ...#. ##... ..#.. #.#.# #...# #...#
        #...# #...# #.... #...# #.... .#... .#### #...# ..#.. ...#. #.#.. ..#.. #.#.# #...# #...#
        .#### ####. .#### .#### .#### .#... ....# #...# .###. #..#. #..#. .###. #.#.# #...# .###.
        ..... ..... ..... ..... ..... ..... .###. ..... ..... .##.. ..... ..... ..... ..... .....
        p     q     r     s     t     u     v     w     x     y     z     0     1     2     3
        ..... ..... ..... ..... .#... ..... ..... ..... ..... ..... ..... .###. ..#.. .###. ####.
        ..... ..... ..... ..... .#... ..... ..... ..... ..... ..... ..... #...# .##.. #...# ....#
        ####. .#### #.##. .#### ####. #...# #...# #...# #...# #...# ##### #..## ..#.. ....# ....#
        #...# #...# ##... #.... .#... #...# #...# #.#.# .#.#. #...# ...#. #.#.# ..#.. ...#. .###.
        #...# #...# #.... .###. .#... #...# #...# #.#.# ..#.. #...# ..#.. ##..# ..#.. ..#.. ....#
        ####. .#### #.... ....# .#... #...# .#.#. #.#.# .#.#. .#### .#... #...# ..#.. .#... ....#
        #.... ....# #.... ####. ..##. .#### ..#.. .#.#. #...# ....# ##### .###. .###. ##### ####.
        #.... ....# ..... ..... ..... ..... ..... ..... ..... .###. ..... ..... ..... ..... .....
        4     5     6     7     8     9     .     ,     :     ?     -     /     (     )     "
        ...#. ##### ..##. ##### .###. .###. ..... ..... ..... .###. ..... ....# ...#. .#... .#.#.
        ..##. #.... .#... ....# #...# #...# ..... ..... ..... #...# ..... ....# ..#.. ..#.. .#.#.
        .#.#. ####. #.... ...#. #...# #...# ..... ..... .##.. ....# ..... ...#. .#... ...#. .....
        #..#. ....# ####. ..#.. .###. .#### ..... ..... .##.. ...#. ##### ..#.. .#... ...#. .....
        ##### ....# #...# ..#.. #...# ....# ..... ..... ..... ..#.. ..... .#... .#... ...#. .....
        ...#. #...# #...# .#... #...# ...#. .##.. ..#.. .##.. ..... ..... #.... ..#.. ..#.. .....
        ...#. .###. .###. .#... .###. .##.. .##.. ..#.. .##.. ..#.. ..... #.... ...#. .#... .....
        ..... ..... ..... ..... ..... ..... ..... .#... ..... ..... ..... ..... ..... ..... .....
        =
        .....
        .....
        #####
        .....
        #####
        .....
        .....
        .....
        """;

    private static readonly Dictionary<char, string[]> Glyphs = Cut();

    /// <summary>Whether every character of a text can be drawn as itself (upper case is drawn as lower).</summary>
    public static bool Covers(string text) =>
        text.All(letter => letter == ' ' || Glyphs.ContainsKey(char.ToLowerInvariant(letter)));

    /// <summary>Breaks a text at spaces into lines of at most the given number of letters; longer words are cut.</summary>
    public static IEnumerable<string> Wrap(string text, int letters)
    {
        string line = "";
        foreach (
            string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .SelectMany(word => word.Chunk(letters))
                .Select(part => new string(part))
        )
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > letters)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        if (line.Length > 0)
        {
            yield return line;
        }
    }

    /// <summary>Draws one line of text; characters without a glyph become a filled block.</summary>
    public static void Draw(SKCanvas canvas, string text, float left, float top, int scale, SKColor color)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = false };
        foreach (char letter in text)
        {
            var rows = Glyphs.GetValueOrDefault(char.ToLowerInvariant(letter));
            for (int y = 0; y < Height && letter != ' '; y++)
            {
                for (int x = 0; x < Width; x++)
                {
                    if (rows is null ? y < Height - 1 : rows[y][x] == '#')
                    {
                        canvas.DrawRect(left + x * scale, top + y * scale, scale, scale, paint);
                    }
                }
            }

            left += Advance * scale;
        }
    }

    private static Dictionary<char, string[]> Cut()
    {
        var glyphs = new Dictionary<char, string[]>();
        string[] lines = Drawing.Split('\n', StringSplitOptions.TrimEntries);
        for (int band = 0; band < lines.Length; band += Height + 1)
        {
            string[] letters = lines[band].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            for (int i = 0; i < letters.Length; i++)
            {
                glyphs.Add(
                    letters[i][0],
                    [.. lines.Skip(band + 1).Take(Height).Select(row => row.Substring(i * (Width + 1), Width))]
                );
            }
        }

        return glyphs;
    }
}
