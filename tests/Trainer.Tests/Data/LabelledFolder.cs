using Trainer.Data;
using Trainer.Gym;

namespace Trainer.Tests.Data;

/// <summary>A folder with gym pictures and data files about them.</summary>
internal sealed class LabelledFolder : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public string Path => folder.Path;

    /// <summary>Writes the picture of a seed under a name of its own: the same seed gives the same content.</summary>
    public string Picture(string name, int seed)
    {
        var random = GymSplit.Train(5).Stream("labelled", seed);
        File.WriteAllBytes(folder.File(name), PngFile.Encode(SceneRenderer.Render(SceneSampler.Draw(ref random))));
        return name;
    }

    public static JudgingItem Item(string id, string group, params string[] images) =>
        new()
        {
            Id = id,
            Task = images.Length == 2 ? "pairwise-technical" : "technical",
            Images = images,
            Label = images.Length == 2 ? "first" : "yes",
            Group = group,
        };

    public string Write(string name, params IEnumerable<JudgingItem> items)
    {
        JudgingFile.Write(folder.File(name), items);
        return folder.File(name);
    }

    public void Dispose() => folder.Dispose();
}
