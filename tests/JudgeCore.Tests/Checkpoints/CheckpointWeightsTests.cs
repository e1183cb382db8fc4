using JudgeCore.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Checkpoints;

public sealed class CheckpointWeightsTests : IDisposable
{
    private const string First = "model-00001-of-00002.safetensors";
    private const string Second = "model-00002-of-00002.safetensors";

    private readonly TemporaryFolder folder = new();

    [Fact]
    [Trait("Kind", "Parity")]
    public void Recorded_checkpoints_hold_what_their_index_says()
    {
        foreach (string path in ParityFiles.Named(WeightIndex.FileName))
        {
            string checkpoint = Path.GetDirectoryName(path)!;
            var index = WeightIndex.Read(checkpoint);
            using var weights = new CheckpointWeights(checkpoint);
            Assert.Equal(index.Shards.Keys.Order(), weights.Names.Order());
            foreach (string name in weights.Names)
            {
                using var tensor = weights.Read(name);
                Assert.Equal(weights.Entry(name).Shape, tensor.shape);
            }
        }
    }

    [Fact]
    [Trait("Kind", "Parity")]
    public void Recorded_indexes_are_reproduced_byte_by_byte()
    {
        foreach (string path in ParityFiles.Named(WeightIndex.FileName))
        {
            string checkpoint = Path.GetDirectoryName(path)!;
            using var weights = new CheckpointWeights(checkpoint);
            var entries = weights.Names.Select(weights.Entry).ToList();
            WeightIndex
                .Read(checkpoint)
                .Write(
                    folder.Path,
                    entries.Sum(entry => entry.Length / SafetensorsDtype.Size(entry.Dtype)),
                    entries.Sum(entry => entry.Length)
                );
            Assert.Equal(File.ReadAllText(path), File.ReadAllText(folder[WeightIndex.FileName]));
        }
    }

    [Theory]
    [InlineData("../model.safetensors")]
    [InlineData("/etc/model.safetensors")]
    [InlineData("sub/model.safetensors")]
    [InlineData("..\\\\model.safetensors")]
    [InlineData(".hidden.safetensors")]
    [InlineData("model.bin")]
    [InlineData("")]
    public void A_shard_outside_of_the_folder_is_refused(string shard)
    {
        Index($$$"""{"weight_map":{"a":"{{{shard}}}"}}""");
        var error = Assert.Throws<CheckpointException>(() => new CheckpointWeights(folder.Path));
        Assert.Contains("no safetensors file of the same folder", error.Message, StringComparison.Ordinal);
        Assert.Contains("'a'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "is no JSON object")]
    [InlineData("{", "is malformed")]
    [InlineData("{}", "has no weight_map")]
    [InlineData("""{"weight_map":[]}""", "has no weight_map")]
    [InlineData("""{"weight_map":{}}""", "empty weight_map")]
    [InlineData("""{"weight_map":{"a":7}}""", "'a' in 'null'")]
    [InlineData("""{"weight_map":{"a":"x.safetensors","a":"y.safetensors"}}""", "is malformed")]
    public void A_malformed_index_is_refused(string json, string sentence)
    {
        Index(json);
        var error = Assert.Throws<CheckpointException>(() => new CheckpointWeights(folder.Path));
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
        Assert.Contains(WeightIndex.FileName, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_disagreements_between_index_and_shards_are_listed()
    {
        Shard(First, "a", "b");
        Shard(Second, "c", "d", "b");
        Index($$$"""{"weight_map":{"a":"{{{First}}}","b":"{{{First}}}","c":"{{{First}}}","e":"{{{Second}}}"}}""");
        var error = Assert.Throws<CheckpointException>(() => new CheckpointWeights(folder.Path));
        Assert.Contains("two shards hold 'b'", error.Message, StringComparison.Ordinal);
        Assert.Contains($"'c' is in {Second}, not in {First}", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{Second} lacks 'e'", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{Second} holds 'd', which the index does not list", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_shard_and_missing_weights_are_named()
    {
        var error = Assert.Throws<CheckpointException>(() => new CheckpointWeights(folder.Path));
        Assert.Contains(
            "has neither model.safetensors nor model.safetensors.index.json",
            error.Message,
            StringComparison.Ordinal
        );
        Shard(First, "a");
        Index($$$"""{"weight_map":{"a":"{{{First}}}","b":"{{{Second}}}"}}""");
        error = Assert.Throws<CheckpointException>(() => new CheckpointWeights(folder.Path));
        Assert.Contains(Second, error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private void Index(string json) => File.WriteAllText(folder[WeightIndex.FileName], json);

    private void Shard(string file, params string[] names)
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(folder[file], names.Select(name => KeyValuePair.Create(name, zeros(2))));
    }
}
