namespace JudgeCore.Tests.Tokens;

/// <summary>Every recorded text of every tokenizer: ids, ids of untrusted text, and both decodings.</summary>
[Trait("Kind", "Parity")]
public class TokenParityTests
{
    public static IEnumerable<TheoryDataRow<string>> Tokenizers =>
        TokenFixture.Names.Select(name => new TheoryDataRow<string>(name));

    [Theory, MemberData(nameof(Tokenizers))]
    public void Every_recorded_text_is_encoded_and_decoded_alike(string name)
    {
        var rows = TokenFixture.Rows(name);
        Assert.NotEmpty(rows);
        Assert.Empty(TokenFixture.Differences(TokenFixture.Tokenizer(name), rows));
    }

    [Fact]
    public void Each_corrupted_value_is_noticed()
    {
        string name = TokenFixture.Names.Last();
        var tokenizer = TokenFixture.Tokenizer(name);
        var row = TokenFixture.Rows(name).First(row => row!["ids"]!.AsArray().Count > 2)!;
        foreach (string field in (string[])["ids", "ids_special_tokens_as_text"])
        {
            var corrupted = row.DeepClone();
            corrupted[field]!.AsArray()[1] = (int)corrupted[field]!.AsArray()[1]! ^ 1;
            Assert.NotEmpty(TokenFixture.Differences(tokenizer, [corrupted]));
        }

        foreach (string field in (string[])["decoded", "decoded_skip_special"])
        {
            var corrupted = row.DeepClone();
            corrupted[field] = (string)corrupted[field]! + "x";
            Assert.Equal(
                [$"{field} of"],
                TokenFixture.Differences(tokenizer, [corrupted]).Select(line => line[..(field.Length + 3)])
            );
        }
    }
}
