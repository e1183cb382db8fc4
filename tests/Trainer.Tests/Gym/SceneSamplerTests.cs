using Trainer.Gym;

namespace Trainer.Tests.Gym;

public class SceneSamplerTests
{
    [Fact]
    public void Objects_differ_from_the_colours_behind_them()
    {
        Assert.All(
            Drawn.Scenes(2000).SelectMany(scene => scene.Objects.Select(item => (scene, item))),
            pair =>
                Assert.True(
                    pair.item.Color.Length == 0 || (pair.item.Color != pair.scene.Back && pair.item.Color != pair.scene.Base)
                )
        );
    }

    [Fact]
    public void Everything_that_can_be_wrong_comes_up_and_so_does_its_absence()
    {
        var scenes = Drawn.Scenes(2000).ToList();

        Assert.InRange(scenes.Count(scene => !scene.Natural), 800, 1000);
        Assert.InRange(scenes.Count(scene => !scene.Clean), 740, 940);
        Assert.InRange(scenes.Count(scene => !scene.Sensible), 740, 940);
        Assert.InRange(scenes.Count(scene => scene.Indoor), 900, 1100);
        Assert.Equal(7, scenes.Select(scene => scene.Distortion).Distinct().Count());
        Assert.Equal(9, scenes.SelectMany(scene => scene.Objects).Select(item => item.Kind).Distinct().Count());
        Assert.All(scenes, scene => Assert.InRange(scene.Objects.Count(), 1, 3));
    }

    [Fact]
    public void At_most_one_object_of_a_scene_is_out_of_place()
    {
        Assert.All(Drawn.Scenes(2000), scene => Assert.InRange(scene.Objects.Count(item => item.State != ObjectState.Ok), 0, 1));
    }

    [Fact]
    public void Things_that_look_the_same_upside_down_are_never_turned()
    {
        ObjectKind[] round = [ObjectKind.Ball, ObjectKind.Box, ObjectKind.Flame];
        Assert.DoesNotContain(
            Drawn.Scenes(2000).SelectMany(scene => scene.Objects),
            item => item.State == ObjectState.UpsideDown && round.Contains(item.Kind)
        );
    }

    [Fact]
    public void Early_pretraining_can_ask_for_perfect_quality()
    {
        Assert.All(
            Enumerable.Range(0, 100).Select(i => Drawn.Scene(i, undistorted: 1)),
            scene => Assert.Equal((DistortionKind.None, 0.0), (scene.Distortion, scene.Severity))
        );
    }
}
