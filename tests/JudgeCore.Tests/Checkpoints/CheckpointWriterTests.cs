using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using JudgeCore.Checkpoints;
using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Checkpoints;

public sealed class CheckpointWriterTests : IDisposable
{
    private const string Config = """{"model_type":"x","torch_dtype":"float32","text_config":{"dtype":"float32"}}""";

    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData(ScalarType.BFloat16, "bfloat16", long.MaxValue, 1)]
    [InlineData(ScalarType.Float32, "float32", long.MaxValue, 1)]
    [InlineData(ScalarType.Float32, "float32", 36, 2)]
    [InlineData(ScalarType.Float32, "float32", 1, 4)]
    public void What_was_saved_loads_again(ScalarType type, string name, long maxShardBytes, int files)
    {
        File.WriteAllText(folder["tokenizer.json"], "{\"a\":1}");
        using var source = new SmallModule().Numbered();
        var contents = new CheckpointContents
        {
            Config = Config,
            Dtype = type,
            MaxShardBytes = maxShardBytes,
            Files = [folder["tokenizer.json"]],
            Card = new JudgeCard { Version = "v1" },
            Readme = "# Card\n",
            Rename = memory => memory.Replace("model.", "old.", StringComparison.Ordinal),
        };
        CheckpointWriter.Save(folder["out"], source, contents);

        var saved = CheckpointFolder.Open(folder["out"]);
        Assert.Equal("v1", saved.Card.Version);
        Assert.Equal("{\"a\":1}", File.ReadAllText(saved.Require(CheckpointFolder.TokenizerFile)));
        Assert.Equal("# Card\n", File.ReadAllText(saved.Require(CheckpointFolder.ReadmeFile)));
        var config = JsonNode.Parse(File.ReadAllText(saved.Require(CheckpointFolder.ConfigFile)))!;
        Assert.Equal(name, config["torch_dtype"]!.GetValue<string>());
        Assert.Equal(name, config["text_config"]!["dtype"]!.GetValue<string>());
        Assert.Null(config["dtype"]);
        Assert.Equal(files, CheckpointWeights.FilesOf(saved.Path).Count);

        using var weights = saved.OpenWeights();
        Assert.All(weights.Names, stored => Assert.StartsWith("old.", stored, StringComparison.Ordinal));
        Assert.Equal(type, weights.Entry("old.first.weight").Dtype);
        Assert.Equal(ScalarType.Int64, weights.Entry("old.steps").Dtype);
        using var target = new SmallModule();
        CheckpointLoader.Load(target, weights, disk => disk.Replace("old.", "model.", StringComparison.Ordinal));
        Assert.Equal(source.Values(), target.Values());
    }

    [Fact]
    public void The_same_module_gives_the_same_bytes_and_no_temporary_files()
    {
        using var module = new SmallModule().Numbered();
        foreach (string name in new[] { "one", "two" })
        {
            CheckpointWriter.Save(folder[name], module, new CheckpointContents { Config = Config, MaxShardBytes = 30 });
        }

        Assert.Equal(
            Directory.GetFiles(folder["one"]).Order().Select(File.ReadAllBytes),
            Directory.GetFiles(folder["two"]).Order().Select(File.ReadAllBytes)
        );
        Assert.Equal([folder["one"], folder["two"]], Directory.GetFileSystemEntries(folder.Path).Order());
        Assert.DoesNotContain(Directory.GetFiles(folder["one"]), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_that_exists_is_never_written_over()
    {
        using var module = new SmallModule();
        Directory.CreateDirectory(folder["out"]);
        var error = Assert.Throws<CheckpointException>(() =>
            CheckpointWriter.Save(folder["out"], module, new CheckpointContents { Config = Config })
        );
        Assert.Contains("out exists already", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_save_that_fails_halfway_leaves_nothing()
    {
        using var module = new SmallModule();
        var contents = new CheckpointContents { Config = Config, Files = [folder["absent.json"]] };
        Assert.Throws<FileNotFoundException>(() => CheckpointWriter.Save(folder["out"], module, contents));
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    [Trait("Kind", "Parity")]
    public void Recorded_checkpoints_survive_another_sharding()
    {
        foreach (string config in ParityFiles.Named(CheckpointFolder.ConfigFile))
        {
            string source = Path.GetDirectoryName(config)!;
            if (Directory.GetFiles(source, "*.safetensors").Length == 0)
            {
                continue; // published sizes have no weights
            }

            using var scope = NewDisposeScope();
            using var weights = new CheckpointWeights(source);
            var tensors = weights.Names.Select(name => KeyValuePair.Create(name, weights.Read(name))).ToList();
            string copy = Directory.CreateDirectory(folder[Guid.NewGuid().ToString("N")]).FullName;
            CheckpointWriter.SaveWeights(copy, tensors, ScalarType.Float32, 200_000);
            using var again = new CheckpointWeights(copy);
            Assert.Equal(weights.Names.Order(), again.Names.Order());
            Assert.All(tensors, entry => Assert.True(entry.Value.bytes.SequenceEqual(again.Read(entry.Key).bytes), entry.Key));
        }
    }

    /// <summary>Through a model and back: the published names and, where transformers wrote one file, the same bytes; only the header's padding
    /// is ours.</summary>
    [Fact]
    [Trait("Kind", "Parity")]
    public void Recorded_models_are_saved_as_they_were_loaded()
    {
        foreach (string config in ParityFiles.Named(CheckpointFolder.ConfigFile))
        {
            string source = Path.GetDirectoryName(config)!;
            if (Directory.GetFiles(source, "*.safetensors").Length == 0)
            {
                continue; // published sizes have no weights
            }

            using var scope = NewDisposeScope();
            using var model = ModelLoader.Load(source, ComputePolicy.Fp32Cpu);
            bool older = model.Config.Family == ModelFamily.Qwen25Vl;
            string copy = folder[Guid.NewGuid().ToString("N")];
            CheckpointWriter.Save(
                copy,
                model,
                new CheckpointContents
                {
                    Config = File.ReadAllText(config),
                    Files = CheckpointFolder.Open(source).CompanionFiles(),
                    Rename = older ? CheckpointNames.Qwen25ToDisk : null,
                }
            );
            using var before = new CheckpointWeights(source);
            using var after = new CheckpointWeights(copy);
            Assert.Equal(before.Names.Order(), after.Names.Order());
            Assert.All(before.Names, name => Assert.True(before.Read(name).bytes.SequenceEqual(after.Read(name).bytes), name));
            if (CheckpointWeights.FilesOf(source) is [var single] && Path.GetFileName(single) == CheckpointWeights.SingleFile)
            {
                var (header, data) = Split(File.ReadAllBytes(single));
                var (ours, same) = Split(File.ReadAllBytes(Path.Combine(copy, CheckpointWeights.SingleFile)));
                Assert.Equal(header.TrimEnd(), ours.TrimEnd());
                Assert.Equal(0, (SafetensorsHeader.Prefix + ours.Length) % SafetensorsFile.Alignment);
                Assert.Equal(data, same);
            }
        }
    }

    public void Dispose() => folder.Dispose();

    private static (string Header, byte[] Data) Split(byte[] file)
    {
        int end = SafetensorsHeader.Prefix + (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        return (Encoding.UTF8.GetString(file[SafetensorsHeader.Prefix..end]), file[end..]);
    }
}
