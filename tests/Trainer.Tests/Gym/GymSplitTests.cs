using Trainer.Gym;

namespace Trainer.Tests.Gym;

public class GymSplitTests
{
    [Fact]
    public void Splits_share_no_scene_and_every_scene_knows_its_split()
    {
        GymSplit[] splits = [GymSplit.Train(1), GymSplit.Validation, GymSplit.Test];
        var seeds = splits
            .Select(split =>
                Enumerable.Range(0, 400).SelectMany(i => GymTasks.Balanced("pairwise-safety", split, i).Scenes).ToList()
            )
            .ToList();

        for (int i = 0; i < splits.Length; i++)
        {
            Assert.All(seeds[i], scene => Assert.Equal(splits[i].Name, GymSplit.Of(scene)));
        }

        Assert.Equal(2400, seeds.SelectMany(scenes => scenes).Select(scene => scene.RenderSeed).Distinct().Count());
    }

    [Fact]
    public void Whatever_its_seed_a_run_never_draws_held_out_scenes()
    {
        foreach (int seed in new[] { 0, 1, 7, int.MaxValue })
        {
            for (int i = 0; i < 200; i++)
            {
                var random = GymSplit.Train(seed).Stream("any", i);
                Assert.Equal("train", GymSplit.Of(SceneSampler.Draw(ref random)));
            }
        }
    }

    [Fact]
    public void Runs_with_other_seeds_see_other_pictures()
    {
        var one = GymTasks.Balanced("safety", GymSplit.Train(1), 0);
        var two = GymTasks.Balanced("safety", GymSplit.Train(2), 0);

        Assert.NotEqual(one.Scenes[0].RenderSeed, two.Scenes[0].RenderSeed);
    }

    [Fact]
    public void An_unknown_split_is_refused_by_name()
    {
        var error = Assert.Throws<ArgumentException>(() => GymSplit.Parse("dev", 1));

        Assert.Contains("'dev' is no split", error.Message, StringComparison.Ordinal);
    }
}
