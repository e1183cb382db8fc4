using System.Globalization;

namespace JudgeCore.Tokens;

/// <summary>What the Unicode Character Database says of canonical (de)composition, from the embedded nfc.txt.</summary>
internal sealed class NfcTable
{
    private readonly Dictionary<int, int> classes = [];
    private readonly Dictionary<int, (int First, int Second)> decompositions = [];
    private readonly Dictionary<(int, int), int> compositions = [];

    /// <summary>One step of a character's decomposition; Second is 0 where there is one part only.</summary>
    public IReadOnlyDictionary<int, (int First, int Second)> Decompositions => decompositions;

    /// <summary>The character that two characters join to.</summary>
    public IReadOnlyDictionary<(int First, int Second), int> Compositions => compositions;

    /// <summary>Canonical combining class: 0 for all but marks.</summary>
    public int Class(int character) => character < 0x300 ? 0 : classes.GetValueOrDefault(character);

    public static NfcTable Load()
    {
        var table = new NfcTable();
        using var stream = typeof(NfcTable).Assembly.GetManifestResourceStream("JudgeCore.Tokens.nfc.txt")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                table.Add(line.Split(' '));
            }
        }

        return table;
    }

    private void Add(string[] fields)
    {
        int[] codes = [.. fields[1..].Select(field => int.Parse(field, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
        if (fields[0] is "=" or "~")
        {
            decompositions[codes[0]] = (codes[1], codes.Length > 2 ? codes[2] : 0);
            if (fields[0] == "=")
            {
                compositions[(codes[1], codes[2])] = codes[0];
            }
        }
        else
        {
            for (int code = codes[0]; code <= codes[1]; code++)
            {
                classes[code] = int.Parse(fields[0], CultureInfo.InvariantCulture);
            }
        }
    }
}
