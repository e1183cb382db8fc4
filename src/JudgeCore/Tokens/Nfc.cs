// Unicode normalisation form C (Unicode Standard Annex 15): decompose, order the marks, compose. The runtime has none of its own here,
// because the program runs without ICU and .NET's Normalize then leaves text as it is.
using System.Text;

namespace JudgeCore.Tokens;

/// <summary>Composed form of text, so that "é" typed as one character or as two is the same to the tokenizer.</summary>
internal static class Nfc
{
    // Hangul syllables (de)compose by arithmetic: syllable = first + (lead * 21 + vowel) * 28 + tail.
    private const int Syllables = 0xAC00;
    private const int Leads = 0x1100;
    private const int Vowels = 0x1161;
    private const int Tails = 0x11A7; // one before the first tail: 0 is none
    private const int LeadCount = 19;
    private const int VowelCount = 21;
    private const int TailCount = 28;
    private const int SyllableCount = LeadCount * VowelCount * TailCount;

    private const char FirstAffected = '\u0300'; // no character below it decomposes without also being composed, or is a mark

    private static readonly NfcTable Table = NfcTable.Load();

    /// <param name="text">Without lone surrogates (they would become U+FFFD).</param>
    public static string Normalize(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange('\0', (char)(FirstAffected - 1)))
        {
            return text;
        }

        List<int> characters = Decompose(text);
        Order(characters);
        Compose(characters);
        var composed = new StringBuilder(text.Length);
        foreach (int character in characters)
        {
            composed.Append(new Rune(character));
        }

        return composed.ToString();
    }

    private static List<int> Decompose(string text)
    {
        List<int> characters = new(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Add(rune.Value);
        }

        return characters;

        void Add(int character)
        {
            int syllable = character - Syllables;
            if (syllable is >= 0 and < SyllableCount)
            {
                characters.Add(Leads + syllable / (VowelCount * TailCount));
                characters.Add(Vowels + syllable / TailCount % VowelCount);
                if (syllable % TailCount != 0)
                {
                    characters.Add(Tails + syllable % TailCount);
                }
            }
            else if (Table.Decompositions.TryGetValue(character, out var parts))
            {
                Add(parts.First);
                if (parts.Second != 0)
                {
                    Add(parts.Second);
                }
            }
            else
            {
                characters.Add(character);
            }
        }
    }

    // Marks behind one base are sorted by class, those of one class keeping their order.
    private static void Order(List<int> characters)
    {
        for (int start = 0; start < characters.Count; start++)
        {
            int end = start;
            while (end < characters.Count && Table.Class(characters[end]) != 0)
            {
                end++;
            }

            if (end - start > 1)
            {
                int[] ordered = [.. characters.GetRange(start, end - start).OrderBy(Table.Class)];
                for (int i = 0; i < ordered.Length; i++)
                {
                    characters[start + i] = ordered[i];
                }
            }

            start = end;
        }
    }

    // Each character joins the last starter unless one in between, of its own class or above (or a starter), blocks it.
    private static void Compose(List<int> characters)
    {
        int starter = -1;
        int lastClass = 0;
        int kept = 0;
        for (int i = 0; i < characters.Count; i++)
        {
            int character = characters[i];
            int combining = Table.Class(character);
            bool blocked = starter < 0 || (kept - 1 != starter && (lastClass == 0 || lastClass >= combining));
            if (!blocked && Pair(characters[starter], character) is { } joined)
            {
                characters[starter] = joined;
                continue;
            }

            if (combining == 0)
            {
                starter = kept;
            }

            lastClass = combining;
            characters[kept++] = character;
        }

        characters.RemoveRange(kept, characters.Count - kept);
    }

    private static int? Pair(int first, int second)
    {
        int lead = first - Leads;
        int vowel = second - Vowels;
        if (lead is >= 0 and < LeadCount && vowel is >= 0 and < VowelCount)
        {
            return Syllables + (lead * VowelCount + vowel) * TailCount;
        }

        int syllable = first - Syllables;
        int tail = second - Tails;
        if (syllable is >= 0 and < SyllableCount && syllable % TailCount == 0 && tail is > 0 and < TailCount)
        {
            return first + tail;
        }

        return Table.Compositions.TryGetValue((first, second), out int composed) ? composed : null;
    }
}
