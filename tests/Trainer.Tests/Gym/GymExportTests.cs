using System.Text.Json;
using JudgeCore.Tasks;
using SkiaSharp;
using Trainer.Data;
using Trainer.Gym;

namespace Trainer.Tests.Gym;

public class GymExportTests
{
    [Fact]
    public void An_export_reads_back_with_its_pictures()
    {
        using var folder = new TemporaryFolder();
        new GymExport(folder.Path, GymSplit.Validation, 1).Write(GymTasks.All, 4);

        var file = JudgingFile.Read(folder.File(GymExport.ItemsFile));

        Assert.Equal(4 * GymTasks.All.Length, file.Items.Count);
        Assert.All(file.Items, item => Assert.Equal("validation", item.Split));
        Assert.All(file.Items, item => Assert.Contains(item.Label, BuiltInTasks.All[item.Task].Labels));
        var expected = GymTasks.Balanced(BuiltInTasks.Alignment, GymSplit.Validation, 2);
        var read = file.Items.Single(item => item.Id == "alignment-validation-2");
        Assert.Equal((expected.Text, expected.Label, expected.Rationale), (read.Text, read.Label, read.Rationale));
        Assert.Equal(SceneRenderer.Render(expected.Scenes[0]), Pixels(file.ImagePath(read.Images[0])));
    }

    [Fact]
    public void Each_picture_comes_with_every_truth()
    {
        using var folder = new TemporaryFolder();
        new GymExport(folder.Path, GymSplit.Train(3), 3).Write([BuiltInTasks.Safety, "pairwise-technical"], 6);

        var scenes = File.ReadLines(folder.File(GymExport.ScenesFile))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToList();

        Assert.Equal(6 + 12, scenes.Count);
        Assert.Equal(18, Directory.GetFiles(folder.File(GymExport.ImagesFolder)).Length);
        var items = JudgingFile.Read(folder.File(GymExport.ItemsFile)).Items;
        foreach (var item in items.Where(item => item.Task == BuiltInTasks.Safety))
        {
            var scene = scenes.Single(one => one.GetProperty("image").GetString() == item.Images[0]);
            string policy = item.Text?.Replace(' ', '-') ?? "house-rules";
            Assert.Equal(item.Label == "yes", scene.GetProperty("safeBy").GetProperty(policy).GetBoolean());
        }
    }

    [Fact]
    public void An_existing_export_is_not_overwritten()
    {
        using var folder = new TemporaryFolder();
        var export = new GymExport(folder.Path, GymSplit.Train(1), 1);
        export.Write([BuiltInTasks.Technical], 2);

        var error = Assert.Throws<IOException>(() => export.Write([BuiltInTasks.Technical], 2));

        Assert.Contains("exists already", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Pixels(string path)
    {
        using var bitmap = SKBitmap.Decode(path);
        Assert.Equal((64, 64), (bitmap.Width, bitmap.Height));
        return [.. bitmap.Pixels.SelectMany(pixel => new[] { pixel.Red, pixel.Green, pixel.Blue })];
    }
}
