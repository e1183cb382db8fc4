using System.Security.Cryptography;
using System.Text;
using JudgeCore.Checkpoints;
using JudgeCore.Verdicts;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Checkpoints;

public sealed class CheckpointFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void The_digest_is_the_documented_one()
    {
        string path = Make("a");
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in new[] { "model.safetensors", "config.json", "tokenizer.json", "preprocessor_config.json" })
        {
            byte[] content = File.ReadAllBytes(Path.Combine(path, file));
            hash.AppendData(Encoding.UTF8.GetBytes(file + "\0"));
            hash.AppendData(BitConverter.GetBytes((ulong)content.Length));
            hash.AppendData(content);
        }

        Assert.Equal(Convert.ToHexStringLower(hash.GetHashAndReset()), CheckpointFolder.Open(path).Digest(Token));
    }

    [Fact]
    public void Copies_have_the_same_digest_whatever_their_names_and_cards()
    {
        string a = Make("a");
        string b = Make("b");
        File.WriteAllText(Path.Combine(b, "README.md"), "other");
        new JudgeCard { Version = "other" }.Write(b);
        Assert.Equal(CheckpointFolder.Open(a).Digest(Token), CheckpointFolder.Open(b).Digest(Token));
        Assert.Equal("other", CheckpointFolder.Open(b).Identify(Token).Version);
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("config.json")]
    [InlineData("tokenizer.json")]
    [InlineData("preprocessor_config.json")]
    public void Any_changed_byte_changes_the_digest(string file)
    {
        string path = Make("a");
        string before = CheckpointFolder.Open(path).Digest(Token);
        byte[] content = File.ReadAllBytes(Path.Combine(path, file));
        content[^1] ^= 1;
        File.WriteAllBytes(Path.Combine(path, file), content);
        Assert.NotEqual(before, CheckpointFolder.Open(path).Digest(Token));
    }

    [Fact]
    public void A_byte_moved_from_one_file_to_the_next_changes_the_digest()
    {
        string path = Make("a");
        File.WriteAllText(Path.Combine(path, "config.json"), "{} ");
        File.WriteAllText(Path.Combine(path, "tokenizer.json"), "{}");
        string before = CheckpointFolder.Open(path).Digest(Token);
        File.WriteAllText(Path.Combine(path, "config.json"), "{}");
        File.WriteAllText(Path.Combine(path, "tokenizer.json"), " {}");
        Assert.NotEqual(before, CheckpointFolder.Open(path).Digest(Token));
    }

    [Fact]
    public void Without_a_card_the_defaults_hold()
    {
        var card = CheckpointFolder.Open(Make("my-judge")).Card;
        Assert.Equal("my-judge", card.Version);
        Assert.Equal(VerdictMode.Verdict, card.DefaultMode);
        Assert.Equal(PairStrategy.Joint, card.StrategyOf("pairwise-safety"));
        Assert.Equal(new TaskCalibration(1, 0), card.CalibrationOf("safety"));
    }

    [Fact]
    public void A_folder_without_configuration_or_weights_is_refused_by_name()
    {
        Assert.Contains("absent does not exist", Refusal(folder["absent"]), StringComparison.Ordinal);
        string path = Make("a");
        File.Delete(Path.Combine(path, "config.json"));
        Assert.Contains("a/config.json does not exist", Refusal(path), StringComparison.Ordinal);
        File.Delete(Path.Combine(path, "model.safetensors"));
        Assert.Contains("has neither model.safetensors", Refusal(path), StringComparison.Ordinal);
        File.WriteAllText(
            Path.Combine(path, WeightIndex.FileName),
            """{"weight_map":{"a":"model-00001-of-00001.safetensors"}}"""
        );
        Assert.Contains("does not exist", Refusal(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_needed_file_that_is_missing_is_named()
    {
        var checkpoint = CheckpointFolder.Open(Make("a"));
        var error = Assert.Throws<CheckpointException>(() => checkpoint.Require("generation_config.json"));
        Assert.Contains("a/generation_config.json does not exist", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static string Refusal(string path) => Assert.Throws<CheckpointException>(() => CheckpointFolder.Open(path)).Message;

    private string Make(string name)
    {
        using var scope = NewDisposeScope();
        string path = Directory.CreateDirectory(folder[name]).FullName;
        SafetensorsWriter.Write(Path.Combine(path, "model.safetensors"), [KeyValuePair.Create("a", ones(3))]);
        File.WriteAllText(Path.Combine(path, "config.json"), "{\"x\":1}");
        File.WriteAllText(Path.Combine(path, "tokenizer.json"), "{\"y\":1}");
        File.WriteAllText(Path.Combine(path, "preprocessor_config.json"), "{\"z\":1}");
        return path;
    }
}
