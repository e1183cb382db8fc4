using System.Text.Json;
using JudgeCore.Images;

namespace JudgeCore.Tests.Images;

[Trait("Kind", "Parity")]
public sealed class ImageParityTests
{
    public static IEnumerable<TheoryDataRow<string>> Names
    {
        get
        {
            using var fixture = new ImageFixture(ImageFixture.Folder);
            return [.. fixture.Names.Select(name => new TheoryDataRow<string>(name))];
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_file_becomes_the_recorded_pixels_and_patches_in_every_setting(string name)
    {
        using var fixture = new ImageFixture(ImageFixture.Folder);
        Assert.Empty(ImageComparison.Differences(fixture, name));
    }

    [Fact]
    public void Every_recorded_size_is_computed_or_refused_alike()
    {
        using var fixture = new ImageFixture(ImageFixture.Folder);
        Assert.NotEmpty(fixture.SmartResizeCases);
        Assert.All(
            fixture.SmartResizeCases,
            @case =>
            {
                var fit = SmartResize.Fit(
                    Int(@case, "height"),
                    Int(@case, "width"),
                    Int(@case, "factor"),
                    Int(@case, "min_pixels"),
                    Int(@case, "max_pixels")
                );
                var resized = @case.GetProperty("resized");
                Assert.Equal(
                    resized.ValueKind == JsonValueKind.Null ? null : (resized[0].GetInt32(), resized[1].GetInt32()),
                    fit
                );
            }
        );
    }

    [Theory]
    [InlineData("decoded")]
    [InlineData("resized")]
    [InlineData("pixel_values")]
    [InlineData("grid_thw")]
    [InlineData("rows")]
    public void A_corrupted_recording_is_noticed(string what)
    {
        string folder = Directory.CreateTempSubdirectory("images").FullName;
        try
        {
            string name = CorruptedFixture.Write(ImageFixture.Folder, folder, what);
            using var fixture = new ImageFixture(folder);
            Assert.NotEmpty(ImageComparison.Differences(fixture, name));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int Int(JsonElement element, string property) => element.GetProperty(property).GetInt32();
}
