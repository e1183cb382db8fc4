using JudgeCore.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Checkpoints;

public sealed class CheckpointLoaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    public void Weights_arrive_in_the_modules_own_type(ScalarType stored)
    {
        using var source = new SmallModule().Numbered();
        Save(source, stored);
        foreach (var type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
        {
            using var target = new SmallModule(type);
            Load(target);
            Assert.All(target.parameters(), parameter => Assert.Equal(type, parameter.dtype));
            Assert.Equal(source.Values(), target.Values());
        }
    }

    [Fact]
    public void Every_difference_is_listed_at_once_and_nothing_is_loaded()
    {
        using var scope = NewDisposeScope();
        Store(
            ("model.first.weight", zeros(3, 3)),
            ("model.second.weight", zeros([2, 3], ScalarType.Int32)),
            ("model.steps", zeros([1], ScalarType.Int64)),
            ("model.third.weight", zeros(4)),
            ("lm_head.weight", zeros(1))
        );
        using var target = new SmallModule().Numbered();
        var before = target.Values();
        var error = Assert.Throws<CheckpointException>(() => Load(target));
        Assert.Contains("(5 differences)", error.Message, StringComparison.Ordinal);
        Assert.Contains("missing: model.first.bias [3]", error.Message, StringComparison.Ordinal);
        Assert.Contains(
            "misshapen: model.first.weight is F32 [3, 3], the model has [3, 2]",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "mistyped: model.second.weight is I32 [2, 3], the model needs F32",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("unexpected: model.third.weight F32 [4]", error.Message, StringComparison.Ordinal);
        Assert.Contains("unexpected: lm_head.weight F32 [1]", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, target.Values());
    }

    [Fact]
    public void A_shape_that_torch_would_broadcast_is_refused()
    {
        using var scope = NewDisposeScope();
        using var source = new SmallModule();
        Store([.. source.state_dict().Select(e => (e.Key, e.Key == "model.first.bias" ? zeros(1) : e.Value))]);
        using var target = new SmallModule();
        var error = Assert.Throws<CheckpointException>(() => Load(target));
        Assert.Contains("model.first.bias is F32 [1], the model has [3]", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_tied_head_may_be_on_disk_or_not(bool present)
    {
        using var scope = NewDisposeScope();
        using var source = new SmallModule().Numbered();
        var head = present ? new[] { ("lm_head.weight", zeros(2)) } : [];
        Store([.. source.state_dict().Select(e => (e.Key, e.Value)), .. head]);
        using var target = new SmallModule();
        using var weights = new CheckpointWeights(folder.Path);
        CheckpointLoader.Load(target, weights, ignored: "lm_head.weight");
        Assert.Equal(source.Values(), target.Values());
    }

    [Fact]
    public void Names_on_disk_may_differ_and_two_that_mean_the_same_are_refused()
    {
        using var scope = NewDisposeScope();
        using var source = new SmallModule().Numbered();
        Store([.. source.state_dict().Select(e => (e.Key.Replace("model.", "old.", StringComparison.Ordinal), e.Value))]);
        using var target = new SmallModule();
        Load(target, name => name.Replace("old.", "model.", StringComparison.Ordinal));
        Assert.Equal(source.Values(), target.Values());

        Store([.. source.state_dict().Select(e => (e.Key, e.Value)), ("old.first.bias", zeros(3))]);
        var error = Assert.Throws<CheckpointException>(() =>
            Load(target, name => name.Replace("old.", "model.", StringComparison.Ordinal))
        );
        Assert.Contains("model.first.bias and old.first.bias are both model.first.bias", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Loading_leaves_no_tensor_behind()
    {
        using var source = new SmallModule();
        Save(source, ScalarType.BFloat16);
        using var target = new SmallModule();
        using var scope = NewDisposeScope();
        Load(target);
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void Older_Qwen25_names_translate_both_ways()
    {
        foreach (
            var (disk, memory) in new[]
            {
                ("model.layers.0.mlp.up_proj.weight", "model.language_model.layers.0.mlp.up_proj.weight"),
                ("model.embed_tokens.weight", "model.language_model.embed_tokens.weight"),
                ("visual.blocks.1.attn.qkv.bias", "model.visual.blocks.1.attn.qkv.bias"),
                ("lm_head.weight", "lm_head.weight"),
            }
        )
        {
            Assert.Equal(memory, CheckpointNames.Qwen25ToMemory(disk));
            Assert.Equal(memory, CheckpointNames.Qwen25ToMemory(memory));
            Assert.Equal(disk, CheckpointNames.Qwen25ToDisk(memory));
        }
    }

    public void Dispose() => folder.Dispose();

    private void Load(nn.Module target, Func<string, string>? rename = null)
    {
        using var weights = new CheckpointWeights(folder.Path);
        CheckpointLoader.Load(target, weights, rename);
    }

    private void Save(nn.Module module, ScalarType type) =>
        CheckpointWriter.SaveWeights(folder.Path, [.. module.state_dict()], type, long.MaxValue);

    private void Store(params (string Name, Tensor Tensor)[] tensors) =>
        SafetensorsWriter.Write(folder[CheckpointWeights.SingleFile], tensors.Select(t => KeyValuePair.Create(t.Name, t.Tensor)));
}
