using FsCheck;
using FsCheck.Fluent;
using JudgeCore.Checkpoints;

namespace JudgeCore.Tests.Checkpoints;

public sealed class ShardPlanTests
{
    [Fact]
    public void Shards_hold_every_tensor_once_in_order_and_none_exceeds_the_limit_but_for_a_single_tensor()
    {
        Prop.ForAll(
                Gen.Zip(Gen.Choose(0, 50).ListOf(), Gen.Choose(1, 100)).ToArbitrary(),
                t =>
                {
                    var sizes = t.Item1.Select((size, i) => KeyValuePair.Create($"t{i:000}", (long)size)).ToList();
                    var shards = ShardPlan.Divide(sizes.AsEnumerable().Reverse(), t.Item2);
                    var bytes = sizes.ToDictionary();
                    Assert.Equal(sizes.Select(size => size.Key), shards.SelectMany(shard => shard));
                    Assert.All(shards, shard => Assert.True(shard.Count == 1 || shard.Sum(name => bytes[name]) <= t.Item2));
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(11, 13));
    }

    [Fact]
    public void Names_are_the_published_ones() => Assert.Equal("model-00003-of-00017.safetensors", ShardPlan.FileName(2, 17));
}
