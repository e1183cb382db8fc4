using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using JudgeCore.Tokens;

namespace JudgeCore.Tests.Tokens;

public class NfcTests
{
    [Fact]
    public void The_consortiums_test_cases_hold()
    {
        int cases = 0;
        List<string> wrong = [];
        foreach (
            string line in File.ReadLines(Path.Combine(Fixtures.Root, "tests", "Fixtures", "unicode", "NormalizationTest.txt"))
        )
        {
            if (line.Length == 0 || line[0] is '#' or '@')
            {
                continue;
            }

            // NFC(source) = NFC(nfc) = NFC(nfd) = nfc, and NFC(nfkc) = NFC(nfkd) = nfkc.
            string[] column = [.. line.Split(';').Take(5).Select(Text)];
            cases++;
            bool holds =
                column[..3].All(text => Nfc.Normalize(text) == column[1])
                && column[3..].All(text => Nfc.Normalize(text) == column[3]);
            if (!holds)
            {
                wrong.Add(line);
            }
        }

        Assert.InRange(cases, 500, int.MaxValue);
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_hangul_syllable_comes_from_its_letters_and_stays_itself()
    {
        for (int lead = 0x1100, syllable = 0xAC00; lead < 0x1113; lead++)
        {
            for (int vowel = 0x1161; vowel < 0x1176; vowel++)
            {
                for (int tail = 0x11A7; tail < 0x11C3; tail++, syllable++)
                {
                    string letters = $"{(char)lead}{(char)vowel}{(tail == 0x11A7 ? "" : (char)tail)}";
                    string expected = ((char)syllable).ToString();
                    Assert.Equal(expected, Nfc.Normalize(letters));
                    Assert.Equal(expected, Nfc.Normalize(expected));
                }
            }
        }
    }

    [Fact]
    public void Composing_twice_changes_nothing()
    {
        // Letters, marks of several classes, Hangul letters, a character beyond U+FFFF that decomposes.
        string[] pieces =
        [
            "a",
            "o",
            "\u0301",
            "\u0323",
            "\u0327",
            "\u0345",
            "\u00e9",
            "\u1100",
            "\u1161",
            "\u11a8",
            "\uac00",
            "\ud834\udd5e",
            " ",
        ];
        var texts = Gen.Elements(pieces).ListOf().Select(list => string.Concat(list)).ToArbitrary();
        Prop.ForAll(
                texts,
                text => Nfc.Normalize(Nfc.Normalize(text)) == Nfc.Normalize(text) && Nfc.Normalize(text).Length <= text.Length * 3
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(20_260_104, 9));
    }

    [Fact]
    public void Text_without_anything_to_compose_is_returned_as_it_is()
    {
        string text = "plain caf\u00e9";
        Assert.Same(text, Nfc.Normalize(text));
    }

    [Fact]
    public void A_long_run_of_marks_is_ordered()
    {
        const int Half = 50_000;
        string marks = string.Concat(Enumerable.Repeat("\u0301\u0323", Half)); // above (230), below (220)
        string expected = "\u1ecd" + new string('\u0323', Half - 1) + new string('\u0301', Half);
        Assert.Equal(expected, Nfc.Normalize("o" + marks));
    }

    private static string Text(string codes) =>
        string.Concat(
            codes
                .Split(' ')
                .Select(code => new Rune(int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString())
        );
}
