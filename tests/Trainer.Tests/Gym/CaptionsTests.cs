using Trainer.Gym;

namespace Trainer.Tests.Gym;

public class CaptionsTests
{
    [Fact]
    public void True_captions_are_true_and_false_ones_false_by_an_independent_reading()
    {
        var random = new GymRandom(3);
        foreach (var scene in Drawn.Scenes(3000))
        {
            string right = Captions.True(scene, ref random).Text;
            string wrong = Captions.False(scene, ref random).Text;

            Assert.True(SceneReader.IsTrue(right, scene), $"'{right}' should be true");
            Assert.False(SceneReader.IsTrue(wrong, scene), $"'{wrong}' should be false");
        }
    }

    [Fact]
    public void Every_kind_of_caption_comes_up_true_and_false()
    {
        var random = new GymRandom(4);
        List<string> families = [];
        foreach (var scene in Drawn.Scenes(400))
        {
            families.Add($"true {Captions.True(scene, ref random).Family}");
            families.Add($"false {Captions.False(scene, ref random).Family}");
        }

        foreach (string family in new[] { "object", "relation", "count", "place" })
        {
            Assert.InRange(families.Count(name => name == $"true {family}"), 20, 300);
            Assert.InRange(families.Count(name => name == $"false {family}"), 20, 300);
        }
    }

    [Fact]
    public void A_lazy_reader_never_misses_a_true_caption_and_believes_some_false_ones()
    {
        var random = new GymRandom(5);
        int believed = 0;
        foreach (var scene in Drawn.Scenes(500))
        {
            Assert.True(Captions.True(scene, ref random).WordsMatch(scene));
            believed += Captions.False(scene, ref random).WordsMatch(scene) ? 1 : 0;
        }

        Assert.InRange(believed, 50, 450);
    }

    [Fact]
    public void Captions_of_other_scenes_and_swapped_ones_are_judged_as_an_independent_reading_does()
    {
        var random = new GymRandom(6);
        int swapped = 0;
        for (int i = 0; i < 2000; i++)
        {
            var caption = Captions.True(Drawn.Scene(i), ref random);
            var other = Drawn.Scene(i + 1);
            Assert.Equal(SceneReader.IsTrue(caption.Text, other), caption.IsTrue(other));
            if (caption is Caption.Relation relation)
            {
                var swap = new Caption.Relation(relation.Right, relation.Left);
                Assert.Equal(SceneReader.IsTrue(swap.Text, Drawn.Scene(i)), swap.IsTrue(Drawn.Scene(i)));
                swapped++;
            }
        }

        Assert.True(swapped > 300);
    }
}
