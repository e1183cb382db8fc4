using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Tests.Models;

/// <summary>What must hold whatever the weights are.</summary>
public class ModelPropertyTests
{
    private const double Tolerance = 2e-4;

    public static IEnumerable<TheoryDataRow<string>> Families => [new("qwen3_vl"), new("qwen3_vl_moe"), new("qwen2_5_vl")];

    [Theory, MemberData(nameof(Families))]
    public void Pieces_with_a_cache_equal_the_whole(string family)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = TinyModels.Build(family);
        var input = Prompt.Batch(model, Prompt.TwoPictures);
        var whole = model.Hidden(input); // [1, seq, hidden]
        var store = new GrowingStore();
        long seq = whole.shape[1];
        int[] cuts = [0, 4, 5, 20, (int)seq - 2, (int)seq - 1, (int)seq]; // through pictures, and token by token at the end
        List<Tensor> pieces = [];
        foreach (var (from, to) in cuts.Zip(cuts.Skip(1)))
        {
            pieces.Add(model.Hidden(Piece(input, from, to), store));
        }

        Assert.True((cat([.. pieces], 1) - whole).abs().max().item<float>() <= Tolerance);
    }

    [Theory, MemberData(nameof(Families))]
    public void A_batch_of_different_prompts_equals_each_alone(string family)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = TinyModels.Build(family);
        Prompt[] prompts = [Prompt.OnePicture, Prompt.TextOnly, Prompt.TwoPictures];
        var batched = model.Hidden(Prompt.Batch(model, prompts)); // [3, seq, hidden]
        Assert.False(batched.isnan().any().item<bool>(), "padding spread");
        for (int b = 0; b < prompts.Length; b++)
        {
            var alone = model.Hidden(Prompt.Batch(model, prompts[b])); // [1, length, hidden]
            var mine = batched[b].narrow(0, batched.shape[1] - alone.shape[1], alone.shape[1]); // [length, hidden]
            Assert.True((mine - alone[0]).abs().max().item<float>() <= Tolerance, $"prompt {b}");
        }
    }

    [Theory, MemberData(nameof(Families))]
    public void Without_a_mask_attention_is_causal(string family)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = TinyModels.Build(family);
        var input = Prompt.Batch(model, Prompt.TwoPictures);
        var plain = model.Hidden(input with { AttentionMask = null });
        Assert.True((plain - model.Hidden(input)).abs().max().item<float>() <= Tolerance);
    }

    [Theory, MemberData(nameof(Families))]
    public void A_pictures_features_do_not_depend_on_its_neighbours(string family)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var model = TinyModels.Build(family);
        var (first, second) = (Prompt.OnePicture.Pixels(model), Prompt.TwoPictures.Pixels(model));
        var together = model.Encode(cat([first, second]), [.. Prompt.OnePicture.Grids, .. Prompt.TwoPictures.Grids]);
        var alone = model.Encode(first, Prompt.OnePicture.Grids);
        foreach (var (mine, expected) in together.Deepstack.Append(together.Merged).Zip(alone.Deepstack.Append(alone.Merged)))
        {
            Assert.True((mine.narrow(0, 0, expected.shape[0]) - expected).abs().max().item<float>() <= Tolerance);
        }
    }

    [Theory, MemberData(nameof(Families))]
    public void A_warmed_step_leaves_no_tensors_behind(string family)
    {
        using var model = TinyModels.Build(family);
        Step();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Step();
        Step();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);

        void Step()
        {
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            model.Logits(model.Hidden(Prompt.Batch(model, Prompt.OnePicture, Prompt.TwoPictures)));
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_and_another_seed_others()
    {
        using var model = TinyModels.Build("qwen3_vl");
        using var same = TinyModels.Build("qwen3_vl");
        using var other = TinyModels.Build("qwen3_vl");
        ModelInitializer.Initialise(other, seed: 2, std: 0.3, positionStd: 0.5);
        Assert.All(
            model.parameters().Zip(same.parameters()),
            pair => Assert.True(pair.First.equal(pair.Second).all().item<bool>())
        );
        Assert.Contains(model.parameters().Zip(other.parameters()), pair => !pair.First.equal(pair.Second).all().item<bool>());
        var position = model.named_parameters().Single(p => p.name == "model.visual.pos_embed.weight").parameter;
        Assert.InRange(position.std().item<float>(), 0.4, 0.6);
    }

    [Fact]
    public void Inputs_that_do_not_fit_each_other_are_refused()
    {
        using var scope = NewDisposeScope();
        using var model = TinyModels.Build("qwen3_vl");
        var input = Prompt.Batch(model, Prompt.OnePicture);
        Refused("PositionIds", () => model.Hidden(input with { PositionIds = input.PositionIds.narrow(2, 1, 3) }));
        Refused("visual tokens", () => model.Hidden(input with { Visual = input.Visual! with { Index = arange(3) } }));
        Refused("AttentionMask", () => model.Hidden(input with { AttentionMask = input.AttentionMask!.narrow(2, 0, 2) }));
        Refused("pixelValues", () => model.Encode(zeros(32, 5), [(1, 4, 8)]));
        Refused("32", () => model.Encode(zeros(32, model.Config.Vision.PatchDim), [(1, 4, 4)]));
        Refused("merge size", () => model.Encode(zeros(32, model.Config.Vision.PatchDim), [(1, 1, 32)]));

        static void Refused(string named, Action call) =>
            Assert.Contains(named, Assert.Throws<ArgumentException>(call).Message, StringComparison.Ordinal);
    }

    private static ModelInput Piece(ModelInput input, int from, int to)
    {
        long[] places = [.. input.Visual!.Index.data<long>()];
        int first = places.Count(place => place < from);
        int count = places.Count(place => place >= from && place < to);
        var features = new VisualFeatures(
            input.Visual.Features.Merged.narrow(0, first, count),
            [.. input.Visual.Features.Deepstack.Select(level => level.narrow(0, first, count))]
        );
        return new ModelInput(
            input.InputIds.narrow(1, from, to - from),
            input.PositionIds.narrow(2, from, to - from),
            input.AttentionMask!.narrow(2, from, to - from).narrow(3, 0, to),
            count == 0
                ? null
                : new VisualInput(features, tensor(places.Skip(first).Take(count).Select(place => place - from).ToArray()))
        );
    }
}
