using System.Security.Cryptography;
using System.Text;

namespace JudgeApi.Keys;

/// <summary>How keys are made, hashed and shown.</summary>
internal static class KeyRules
{
    public const int MaxName = 100;

    private const string Mark = "mtrl_";

    private const int PrefixLength = 10;

    /// <summary>A new key: 256 random bits after a mark that scanners for leaked secrets recognise.</summary>
    public static string Generate() =>
        Mark + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    /// <summary>SHA-256 in lower-case hexadecimal.</summary>
    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>Enough to recognise a key by; of a short key of the operator's own, at most a third.</summary>
    public static string Prefix(string key) => key[..Math.Min(PrefixLength, key.Length / 3)];

    public static string NewId() => "key_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
}
