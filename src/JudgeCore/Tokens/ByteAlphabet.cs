using System.Text;

namespace JudgeCore.Tokens;

/// <summary>The printable characters that byte-level BPE writes bytes as (GPT-2's table): "Ġ" is a space.</summary>
internal static class ByteAlphabet
{
    private static readonly char[] ToChar = Build();
    private static readonly Dictionary<char, byte> ToByte = ToChar
        .Select((c, i) => (c, i))
        .ToDictionary(pair => pair.c, pair => (byte)pair.i);

    /// <summary>The character of each byte, by byte.</summary>
    public static IReadOnlyList<char> Characters => ToChar;

    /// <summary>Text as BPE's alphabet: one character a UTF-8 byte.</summary>
    public static string Write(string text)
    {
        var written = new StringBuilder();
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            written.Append(ToChar[b]);
        }

        return written.ToString();
    }

    /// <summary>The bytes of a token; null when it holds a character outside of the alphabet.</summary>
    public static byte[]? Read(string token)
    {
        var bytes = new byte[token.Length];
        for (int i = 0; i < token.Length; i++)
        {
            if (!ToByte.TryGetValue(token[i], out bytes[i]))
            {
                return null;
            }
        }

        return bytes;
    }

    private static char[] Build()
    {
        var table = new char[256];
        int next = 256;
        for (int b = 0; b < 256; b++)
        {
            bool printable = b is >= '!' and <= '~' or >= 0xA1 and <= 0xAC or >= 0xAE;
            table[b] = printable ? (char)b : (char)next++;
        }

        return table;
    }
}
