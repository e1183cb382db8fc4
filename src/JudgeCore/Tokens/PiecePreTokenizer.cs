using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace JudgeCore.Tokens;

/// <summary>Cuts text into the pieces within which BPE merges. .NET's regular expressions see surrogate halves instead of characters beyond
/// U+FFFF, so the pattern runs over a stand-in of the same class for each of those.</summary>
internal sealed class PiecePreTokenizer(string pattern) : PreTokenizer
{
    // The reference's "(?i:'s)" takes the long s as well; .NET's does not. It is a letter like s, so that s can stand in for it.
    private readonly bool foldsLongS = pattern.Contains("(?i", StringComparison.Ordinal);

    private const char LongS = 'ſ';

    private readonly Regex regex = new(pattern, RegexOptions.Compiled | RegexOptions.CultureInvariant);

    public override IEnumerable<(int Offset, int Length)> PreTokenize(string text) => Cut(text);

    public override IEnumerable<(int Offset, int Length)> PreTokenize(ReadOnlySpan<char> text) => Cut(text.ToString());

    private List<(int Offset, int Length)> Cut(string text)
    {
        List<(int, int)> pieces = [];
        if (!text.Any(char.IsSurrogate) && !(foldsLongS && text.Contains(LongS)))
        {
            foreach (Match match in regex.Matches(text))
            {
                pieces.Add((match.Index, match.Length));
            }

            return pieces;
        }

        var standIn = new StringBuilder(text.Length);
        List<int> offsets = []; // offset in text of each character of the stand-in
        int at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            offsets.Add(at);
            standIn.Append(StandIn(rune));
            at += rune.Utf16SequenceLength;
        }

        offsets.Add(at);
        foreach (Match match in regex.Matches(standIn.ToString()))
        {
            pieces.Add((offsets[match.Index], offsets[match.Index + match.Length] - offsets[match.Index]));
        }

        return pieces;
    }

    // A letter, a number or a symbol of the basic plane: the classes that the patterns tell apart.
    private char StandIn(Rune rune) =>
        rune.IsBmp
            ? (foldsLongS && rune.Value == LongS ? 's' : (char)rune.Value)
            : Rune.GetUnicodeCategory(rune) switch
            {
                UnicodeCategory.UppercaseLetter
                or UnicodeCategory.LowercaseLetter
                or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter
                or UnicodeCategory.OtherLetter => 'ß',
                UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => '1',
                _ => '§',
            };
}
