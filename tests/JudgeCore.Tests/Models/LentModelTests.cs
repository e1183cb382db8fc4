using JudgeCore.Adapters;
using JudgeCore.Checkpoints;
using JudgeCore.Engine;
using JudgeCore.Models;
using JudgeCore.Tests.Engine;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Models;

[Collection(nameof(Alone))]
public sealed class LentModelTests
{
    private const string Changed = "model.language_model.layers.1.self_attn.q_proj.weight";

    public static TheoryData<ScalarType, ModelPrecision> Ways => StoredModel.Ways;

    [Theory]
    [InlineData(ScalarType.Float32, ModelPrecision.Float32)]
    [InlineData(ScalarType.BFloat16, ModelPrecision.BFloat16)]
    public void Aligned_weights_are_the_mapped_file_and_outlive_its_name(ScalarType type, ModelPrecision precision)
    {
        using var stored = new StoredModel(type, precision);
        string path = stored.Save("a");
        using var own = stored.Load(path);
        using var lent = stored.Lend(path);
        int mapped = 0;
        using (var weights = new CheckpointWeights(path))
        {
            foreach (var (name, (place, _)) in StoredModel.Places(lent))
            {
                bool aligned = weights.Entry(name).Offset % SafetensorsFile.Alignment == 0;
                Assert.Equal(aligned, StoredModel.IsMapped(place));
                mapped += aligned ? 1 : 0;
            }
        }

        Assert.True(mapped > 10, "nothing was mapped: the test could not fail");
        Directory.Delete(path, recursive: true);
        Assert.Equal(Bits(own), Bits(lent));
        Assert.All(lent.parameters(), parameter => Assert.True(parameter.is_contiguous()));
    }

    [Fact]
    public void A_file_whose_data_begins_elsewhere_is_copied()
    {
        using var stored = new StoredModel(ScalarType.BFloat16, ModelPrecision.BFloat16);
        string path = stored.Save("a");
        using var own = stored.Load(path);
        string file = Path.Combine(path, CheckpointWeights.SingleFile);
        using (var scope = NewDisposeScope())
        {
            Dictionary<string, Tensor> tensors;
            using (var weights = new CheckpointWeights(path))
            {
                tensors = weights.Names.ToDictionary(name => name, weights.Read);
            }

            SafetensorsWriter.Write(file, tensors, new Dictionary<string, string> { ["format"] = "pt" }, alignment: 64);
            byte[] bytes = File.ReadAllBytes(file);
            long header = BitConverter.ToInt64(bytes) + 8; // eight spaces more
            File.WriteAllBytes(
                file,
                [.. BitConverter.GetBytes(header), .. bytes[8..(int)header], .. "        "u8, .. bytes[(int)header..]]
            );
        }

        using var lent = stored.Lend(path);
        using (var weights = new CheckpointWeights(path))
        {
            Assert.All(
                StoredModel.Places(lent),
                entry =>
                    Assert.Equal(
                        weights.Entry(entry.Key).Offset % SafetensorsFile.Alignment == 0,
                        StoredModel.IsMapped(entry.Value.Place)
                    )
            );
            Assert.NotEqual(0, weights.Entry("model.language_model.embed_tokens.weight").Offset % SafetensorsFile.Alignment);
        }

        Assert.Equal(Bits(own), Bits(lent));
        Assert.Equal(StoredModel.Answers(own), StoredModel.Answers(lent));
    }

    [Theory, MemberData(nameof(Ways))]
    public void What_is_equal_is_shared_and_one_changed_matrix_is_all_that_is_new(ScalarType type, ModelPrecision precision)
    {
        using var stored = new StoredModel(type, precision);
        using var first = stored.Lend(stored.Save("a"));
        using var second = stored.Lend(stored.Save("b", weights => weights[Changed].mul_(1.25f)), first);
        var (before, after) = (StoredModel.Places(first), StoredModel.Places(second));
        string[] news = [.. after.Where(entry => before[entry.Key].Place != entry.Value.Place).Select(entry => entry.Key)];
        string[] expected =
            precision == ModelPrecision.Int8
                ? [Changed, $"{Changed.Replace(".weight", "", StringComparison.Ordinal)} int8"]
                : [Changed];
        Assert.Equal(expected.Order(), news.Order());
        long size = 32 * 32;
        long bytes = precision switch
        {
            ModelPrecision.Float32 => size * 4,
            ModelPrecision.BFloat16 => size * 2,
            _ => size * 3,
        };
        Assert.Equal(bytes, news.Sum(name => after[name].Bytes));
        Assert.NotEqual(StoredModel.Answers(first), StoredModel.Answers(second));
    }

    [Fact]
    public void Another_name_is_no_obstacle()
    {
        using var stored = new StoredModel(ScalarType.BFloat16, ModelPrecision.Int8);
        const string Other = "model.language_model.layers.0.self_attn.q_proj.weight";
        using var first = stored.Lend(stored.Save("a"));
        string swapped = stored.Save(
            "b",
            weights =>
            {
                using var kept = weights[Changed].clone();
                weights[Changed].copy_(weights[Other]);
                weights[Other].copy_(kept);
            }
        );
        using var second = stored.Lend(swapped, first);
        var (before, after) = (StoredModel.Places(first), StoredModel.Places(second));
        Assert.Equal(before[Changed], after[Other]);
        Assert.Equal(before[Other], after[Changed]);
        Assert.Equal(before.Values.Order(), after.Values.Order());
    }

    [Theory, MemberData(nameof(Ways))]
    public void Answers_are_those_of_a_model_in_memory_of_its_own_whichever_is_freed_first(
        ScalarType type,
        ModelPrecision precision
    )
    {
        using var stored = new StoredModel(type, precision);
        string a = stored.Save("a");
        string b = stored.Save("b", weights => weights[Changed].mul_(1.25f));
        List<string> fromA;
        List<string> fromB;
        using (var own = stored.Load(a))
        {
            fromA = StoredModel.Answers(own);
        }

        using (var own = stored.Load(b))
        {
            fromB = StoredModel.Answers(own);
        }

        foreach (bool earlierFirst in new[] { true, false })
        {
            var earlier = stored.Lend(a);
            var later = stored.Lend(b, earlier);
            Assert.Equal(fromA, StoredModel.Answers(earlier));
            Assert.Equal(fromB, StoredModel.Answers(later));
            (earlierFirst ? earlier : later).Dispose();
            using var junk = NewDisposeScope(); // whatever was freed is written over
            for (int i = 0; i < 400; i++)
            {
                full([32 * (1 + i % 3), 32], 7f, type);
            }

            Assert.Equal(earlierFirst ? fromB : fromA, StoredModel.Answers(earlierFirst ? later : earlier));
            (earlierFirst ? later : earlier).Dispose();
        }
    }

    [Fact]
    public void A_few_equal_norms_do_not_keep_a_file_mapped()
    {
        using var stored = new StoredModel(ScalarType.BFloat16, ModelPrecision.BFloat16);
        var first = stored.Lend(stored.Save("a"));
        string path = stored.Save(
            "b",
            weights => weights.Values.Where(weight => weight.dim() > 1).ToList().ForEach(weight => weight.mul_(1.25f))
        );
        using var second = stored.Lend(path, first);
        Assert.Empty(StoredModel.Places(first).Values.Intersect(StoredModel.Places(second).Values));
        Assert.Equal(2, StoredModel.Mappings().Count);
        first.Dispose();
        Assert.Single(StoredModel.Mappings());
    }

    [Fact]
    public void Exchanges_leave_nothing_behind()
    {
        using var stored = new StoredModel(ScalarType.BFloat16, ModelPrecision.Int8);
        string[] paths = [stored.Save("a"), stored.Save("b", weights => weights[Changed].mul_(1.25f))];
        var served = stored.Lend(paths[0]);
        long built = Growth(() => new QwenVl(served.Config, served.Policy).Dispose()); // TorchSharp counts a Parameter twice and forgets it once
        for (int i = 1; i <= 8; i++)
        {
            long grown = Growth(() =>
            {
                var next = stored.Lend(paths[i % 2], served);
                served.Dispose();
                served = next;
            });
            Assert.True(i <= 2 || grown == built, $"exchange {i} left {grown - built} tensors");
            Assert.InRange(StoredModel.Mappings().Count, 1, 2);
        }

        served.Dispose();
        Assert.Empty(StoredModel.Mappings());
    }

    [Fact]
    public void An_adapter_merged_into_a_lent_model_does_not_touch_the_others()
    {
        using var stored = new StoredModel(ScalarType.BFloat16, ModelPrecision.BFloat16);
        string path = stored.Save("a");
        using var first = stored.Lend(path);
        using var second = stored.Lend(path, first);
        var before = Bits(first);
        var config = new AdapterConfig
        {
            Rank = 2,
            Alpha = 4,
            Targets = AdapterTargets.Named(["q_proj"]),
        };
        using (var adapter = LoraAdapter.Attach(second, config, seed: 1))
        {
            using var guard = no_grad();
            adapter.Parameters.ToList().ForEach(matrix => matrix.fill_(0.5f));
            adapter.Merge();
            Assert.NotEqual(before, Bits(second));
            Assert.Equal(before, Bits(first));
            adapter.Unmerge();
            Assert.Equal(before, Bits(second));
            adapter.Merge(reversible: false);
        }

        Assert.NotEqual(before, Bits(second));
        Assert.Equal(before, Bits(first));
        using var again = stored.Load(path);
        Assert.Equal(before, Bits(again));
    }

    [Theory]
    [InlineData(ScalarType.Float32, ModelPrecision.Float32)]
    [InlineData(ScalarType.BFloat16, ModelPrecision.BFloat16)]
    [InlineData(ScalarType.BFloat16, ModelPrecision.Int8)]
    public void An_adapter_beside_the_weights_costs_its_own_size_and_answers_as_if_it_were_merged(
        ScalarType type,
        ModelPrecision precision
    )
    {
        using var stored = new StoredModel(type, precision);
        string path = stored.Save("a");
        string adapted = stored.Adapt(path, "b", 0.03f, "q_proj", "v_proj", "down_proj");
        Assert.NotEqual(Digest(path), Digest(adapted));
        using var first = stored.Lend(path);
        var places = StoredModel.Places(first);
        using var second = stored.Lend(adapted, first);
        Assert.Equal(places, StoredModel.Places(second));

        using var merged = stored.Load(adapted);
        Assert.Equal(9, Bits(merged).Zip(Bits(first)).Count(pair => pair.First.Value != pair.Second.Value)); // three matrices of three layers
        var (beside, within, without) = (StoredModel.Answers(second), StoredModel.Answers(merged), StoredModel.Answers(first));
        Assert.NotEqual(without, beside);
        if (type == ScalarType.Float32)
        {
            Assert.Equal(StoredModel.Tokens(within), StoredModel.Tokens(beside));
        }

        Assert.Equal(StoredModel.LogProbs(within)[0], StoredModel.LogProbs(beside)[0], type == ScalarType.Float32 ? 1e-4 : 0.1);
    }

    [Fact]
    public void An_adapter_on_a_version_with_an_adapter_takes_the_sum_of_both()
    {
        using var stored = new StoredModel(ScalarType.Float32, ModelPrecision.Float32);
        string path = stored.Save("a");
        string once = stored.Adapt(path, "b", 0.03f, "q_proj");
        string twice = stored.Adapt(once, "c", 0.02f, "q_proj");
        Assert.Equal(
            Directory.EnumerateFiles(once).Select(Path.GetFileName).Order(),
            Directory.EnumerateFiles(twice).Select(Path.GetFileName).Order()
        );
        using var scope = NewDisposeScope();
        var (none, one, two) = (Weight(path), Weight(once), Weight(twice));
        Assert.InRange(one.Minus(none).Times(5.0 / 3).Plus(none).Minus(two).abs().max().Number<float>(), 0, 1e-6f);

        Tensor Weight(string folder)
        {
            using var model = stored.Load(folder);
            return model.state_dict()[Changed].clone();
        }
    }

    [Fact]
    public void A_model_with_an_adapter_leaves_nothing_behind()
    {
        using var stored = new StoredModel(ScalarType.BFloat16, ModelPrecision.BFloat16);
        string path = stored.Save("a");
        string adapted = stored.Adapt(path, "b", 0.03f, "q_proj");
        stored.Lend(adapted).Dispose();
        long plain = Growth(() => stored.Lend(path).Dispose()); // every Parameter once, as above
        Assert.Equal(plain + 2 * 3, Growth(() => stored.Lend(adapted).Dispose())); // A and B of three layers
    }

    [Fact]
    public void An_adapter_that_does_not_fit_or_holds_no_numbers_is_refused()
    {
        using var stored = new StoredModel(ScalarType.BFloat16, ModelPrecision.BFloat16);
        string path = stored.Save("a");
        string broken = stored.Adapt(path, "b", float.NaN, "q_proj");
        var error = Assert.Throws<CheckpointException>(() => stored.Lend(broken));
        Assert.Contains(
            "not numbers or infinite: model.language_model.layers.0.self_attn.q_proj",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Lending_refuses_what_loading_refuses()
    {
        using var stored = new StoredModel(ScalarType.BFloat16, ModelPrecision.BFloat16);
        using var first = stored.Lend(stored.Save("a"));
        string broken = stored.Save("b", weights => weights[Changed][0, 0] = float.NaN);
        var error = Assert.Throws<CheckpointException>(() => stored.Lend(broken, first));
        Assert.Contains($"holds values in {Changed} that are not numbers", error.Message, StringComparison.Ordinal);

        string other = stored.Save("c");
        File.WriteAllText(
            Path.Combine(other, CheckpointFolder.ConfigFile),
            SmallModel.Config.Replace("\"num_hidden_layers\": 3", "\"num_hidden_layers\": 2", StringComparison.Ordinal)
        );
        error = Assert.Throws<CheckpointException>(() => stored.Lend(other, first));
        Assert.Contains("(11 differences)", error.Message, StringComparison.Ordinal);
    }

    private static string Digest(string path) => CheckpointFolder.Open(path).Digest(TestContext.Current.CancellationToken);

    private static long Growth(Action action)
    {
        long before = Tensor.TotalCount;
        action();
        return Tensor.TotalCount - before;
    }

    private static Dictionary<string, string> Bits(JudgeModel model) =>
        model.state_dict().ToDictionary(entry => entry.Key, entry => Convert.ToHexString(entry.Value.bytes));
}
