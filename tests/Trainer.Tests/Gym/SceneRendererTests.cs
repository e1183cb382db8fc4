using System.Security.Cryptography;
using Trainer.Gym;

namespace Trainer.Tests.Gym;

public class SceneRendererTests
{
    // The shipped checkpoints were trained on exactly these pictures: a change here asks for new checkpoints.
    [Fact]
    public void Pictures_are_what_they_always_were()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var scene in Drawn.Scenes(300))
        {
            hash.AppendData(SceneRenderer.Render(scene));
        }

        Assert.Equal(
            "8f62894fe612e7ebc965bb328d04dfe2581185512b11d841f3f8281ec8de8940",
            Convert.ToHexStringLower(hash.GetHashAndReset())
        );
    }

    [Fact]
    public void A_scene_renders_to_the_same_bytes_in_whatever_order()
    {
        var scenes = Drawn.Scenes(40).ToList();
        var once = scenes.Select(SceneRenderer.Render).ToList();
        var again = Enumerable.Reverse(scenes).AsParallel().AsOrdered().Select(SceneRenderer.Render).Reverse().ToList();

        Assert.Equal(once, again);
        Assert.All(once, picture => Assert.Equal(64 * 64 * 3, picture.Length));
    }

    [Fact]
    public void Every_kind_and_colour_of_object_changes_the_picture_in_its_own_way()
    {
        var plain = Drawn.Scene(1, undistorted: 1) with { Slots = [null, null, null] };
        var things = Enum.GetValues<ObjectKind>()
            .SelectMany(kind =>
                SceneObject.HasColor(kind)
                    ? Palette.ObjectColors.Select(color => new SceneObject(kind, color, ObjectState.Ok))
                    : [new SceneObject(kind, "", ObjectState.Ok)]
            )
            .ToList();

        var pictures = things.Select(thing => SceneRenderer.Render(plain with { Slots = [null, thing, null] })).ToList();

        Assert.Equal(39, pictures.Select(Convert.ToHexString).Distinct().Count());
        for (int i = 0; i < things.Count; i++)
        {
            // The middle third of the lower two thirds: large enough to be seen.
            int changed = Different(pictures[i], SceneRenderer.Render(plain));
            Assert.True(changed > 60, $"{things[i].Name} covers {changed} pixels");
        }
    }

    [Fact]
    public void An_object_of_a_colour_shows_that_colour()
    {
        var plain = Drawn.Scene(1, undistorted: 1);
        foreach (string color in Palette.ObjectColors)
        {
            foreach (var kind in Enum.GetValues<ObjectKind>().Where(SceneObject.HasColor))
            {
                byte[] picture = SceneRenderer.Render(
                    plain with
                    {
                        Slots = [null, new SceneObject(kind, color, ObjectState.Ok), null],
                    }
                );
                var (r, g, b) = Palette.Object(color);
                int pixels = Enumerable
                    .Range(0, 64 * 64)
                    .Count(i => (picture[3 * i], picture[3 * i + 1], picture[3 * i + 2]) == (r, g, b));

                Assert.True(pixels >= 25, $"{pixels} pixels of a {color} {kind}");
            }
        }
    }

    [Fact]
    public void Light_and_shadow_are_where_the_scene_says()
    {
        foreach (var drawn in Drawn.Scenes(60))
        {
            var scene = drawn with { Distortion = DistortionKind.None, Severity = 0 };
            byte[] left = SceneRenderer.Render(scene with { Light = Side.Left });
            byte[] right = SceneRenderer.Render(scene with { Light = Side.Right });
            Assert.True(Yellow(left, Side.Left) > Yellow(left, Side.Right) + 20);
            Assert.True(Yellow(right, Side.Right) > Yellow(right, Side.Left) + 20);

            Assert.True(
                Different(
                    SceneRenderer.Render(scene with { Shadow = Side.Left }),
                    SceneRenderer.Render(scene with { Shadow = Side.Right })
                ) > 20
            );
        }
    }

    [Fact]
    public void A_floating_object_leaves_its_shadow_on_the_ground()
    {
        var standing = Drawn.Scene(1, undistorted: 1) with
        {
            Slots = [null, new SceneObject(ObjectKind.Ball, "red", ObjectState.Ok), null],
        };
        var floating = standing with { Slots = [null, new SceneObject(ObjectKind.Ball, "red", ObjectState.Floating), null] };

        var (low, high) = (Centre(SceneRenderer.Render(standing)), Centre(SceneRenderer.Render(floating)));

        Assert.InRange(low - high, 12, 18);
        // Rows below the feet hold nothing but ground and shadow.
        Assert.Equal(Bottom(SceneRenderer.Render(standing)), Bottom(SceneRenderer.Render(floating)));

        static double Centre(byte[] picture)
        {
            var (r, g, b) = Palette.Object("red");
            return Enumerable
                .Range(0, 64 * 64)
                .Where(i => (picture[3 * i], picture[3 * i + 1], picture[3 * i + 2]) == (r, g, b))
                .Average(i => i / 64);
        }

        static byte[] Bottom(byte[] picture) => picture[(56 * 64 * 3)..];
    }

    private static int Different(byte[] one, byte[] two) =>
        Enumerable.Range(0, 64 * 64).Count(i => !one.AsSpan(3 * i, 3).SequenceEqual(two.AsSpan(3 * i, 3)));

    // Pixels of lamp or sun in the upper fifth of one half.
    private static int Yellow(byte[] picture, Side side) =>
        Enumerable
            .Range(0, 13 * 64)
            .Count(i =>
                i % 64 < 32 == (side == Side.Left) && picture[3 * i] > 240 && picture[3 * i + 1] > 180 && picture[3 * i + 2] < 120
            );
}
