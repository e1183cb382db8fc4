using Trainer.Gym;

namespace Trainer.Tests.Gym;

public class DistortionFilterTests
{
    public static TheoryData<string> Kinds =>
        [.. Enum.GetNames<DistortionKind>().Where(name => name != nameof(DistortionKind.None))];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_distortion_grows_with_its_severity(string name)
    {
        var kind = Enum.Parse<DistortionKind>(name);
        foreach (var scene in Drawn.Scenes(5))
        {
            byte[] clean = SceneRenderer.Render(scene with { Distortion = DistortionKind.None, Severity = 0 });
            double[] damage =
            [
                .. new[] { 0.03, 0.1, 0.18, 0.4, 0.6, 0.8, 1 }.Select(severity =>
                    Distance(clean, SceneRenderer.Render(scene with { Distortion = kind, Severity = severity }))
                ),
            ];

            Assert.Equal(damage.Order(), damage);
            Assert.True(damage[^1] > 2 * damage[2], $"strong {name} is hardly worse than mild");
        }
    }

    [Fact]
    public void Nothing_stays_nothing()
    {
        byte[] picture = SceneRenderer.Render(Drawn.Scene(2, undistorted: 1));
        byte[] copy = [.. picture];
        var random = new GymRandom(1);

        DistortionFilter.Apply(copy, DistortionKind.None, 0, ref random);

        Assert.Equal(picture, copy);
    }

    [Fact]
    public void Blur_keeps_a_flat_picture_flat_up_to_its_edges()
    {
        byte[] picture = [.. Enumerable.Repeat((byte)130, 64 * 64 * 3)];
        var random = new GymRandom(1);

        DistortionFilter.Apply(picture, DistortionKind.Blur, 1, ref random);

        Assert.All(picture, value => Assert.Equal(130, value));
    }

    // Root of the mean square difference of bytes.
    private static double Distance(byte[] one, byte[] two) =>
        Math.Sqrt(one.Zip(two, (a, b) => (double)(a - b) * (a - b)).Average());
}
