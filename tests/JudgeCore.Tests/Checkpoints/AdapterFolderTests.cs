using System.Text.Json.Nodes;
using JudgeCore.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Checkpoints;

public sealed class AdapterFolderTests : IDisposable
{
    private const string Path0 = "model.layers.0.q_proj";
    private const string Path1 = "model.layers.1.q_proj";

    private readonly TemporaryFolder folder = new();

    /// <summary>The fixtures were written by PEFT: reading and writing them gives the same weights' bytes and the same settings.</summary>
    [Fact]
    [Trait("Kind", "Parity")]
    public void Recorded_adapters_are_reproduced()
    {
        foreach (string path in ParityFiles.Named(AdapterConfigFile.FileName))
        {
            using var scope = NewDisposeScope();
            string source = Path.GetDirectoryName(path)!;
            string copy = folder[Guid.NewGuid().ToString("N")];
            using var adapter = new AdapterFolder(source);
            AdapterFolder.Write(copy, adapter.Config, adapter.Modules.Reverse().Select(adapter.Read));
            Assert.True(
                File.ReadAllBytes(Path.Combine(source, AdapterFolder.WeightsFile))
                    .AsSpan()
                    .SequenceEqual(File.ReadAllBytes(Path.Combine(copy, AdapterFolder.WeightsFile))),
                source
            );
            var before = JsonNode.Parse(File.ReadAllText(path));
            var after = JsonNode.Parse(File.ReadAllText(Path.Combine(copy, AdapterConfigFile.FileName)));
            Assert.True(JsonNode.DeepEquals(before, after), $"{before}\n{after}");
        }
    }

    [Fact]
    public void Matrices_come_back_under_their_modules_paths()
    {
        using var scope = NewDisposeScope();
        AdapterFolder.Write(folder["a"], Config("q_proj"), [Weights(Path1, 2), Weights(Path0, 2)], ScalarType.BFloat16);
        using var adapter = new AdapterFolder(folder["a"]);
        Assert.Equal([Path0, Path1], adapter.Modules);
        var read = adapter.Read(Path0);
        Assert.Equal([2L, 4L], read.A.shape);
        Assert.Equal([3L, 2L], read.B.shape);
        Assert.Equal(ScalarType.BFloat16, read.A.dtype);
    }

    [Fact]
    public void Weights_that_contradict_the_configuration_are_all_listed_and_not_written()
    {
        using var scope = NewDisposeScope();
        var wrongRank = Weights(Path0, 5);
        var stray = Weights("model.other", 2);
        var error = Assert.Throws<CheckpointException>(() =>
            AdapterFolder.Write(folder["a"], Config("q_proj"), [wrongRank, stray])
        );
        Assert.Contains(
            $"{Path0}.lora_A.weight is [5, 4], the configuration says [2, in]",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            $"{Path0}.lora_B.weight is [3, 5], the configuration says [out, 2]",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("model.other is not among target_modules", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Half_a_module_and_foreign_keys_are_named()
    {
        using var scope = NewDisposeScope();
        Directory.CreateDirectory(folder["a"]);
        AdapterConfigFile.Write(folder["a"], Config("q_proj"));
        SafetensorsWriter.Write(
            Path.Combine(folder["a"], AdapterFolder.WeightsFile),
            [
                KeyValuePair.Create($"base_model.model.{Path0}.lora_A.weight", zeros(2, 4)),
                KeyValuePair.Create($"base_model.model.{Path0}.lora_embedding_A", zeros(2, 4)),
            ]
        );
        var error = Assert.Throws<CheckpointException>(() => new AdapterFolder(folder["a"]));
        Assert.Contains($"{Path0} lacks lora_B.weight", error.Message, StringComparison.Ordinal);
        Assert.Contains("lora_embedding_A' is no LoRA weight of a linear layer", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private static AdapterConfig Config(string target) =>
        new()
        {
            Rank = 2,
            Alpha = 8,
            Targets = AdapterTargets.Named(target),
        };

    private static AdapterWeights Weights(string path, int rank) => new(path, ones(rank, 4), ones(3, rank));
}
