// Writes gym items as a data file (docs/data.md) with its pictures, and beside it all that is true of each picture.
using System.Text.Encodings.Web;
using System.Text.Json;
using JudgeCore.Checkpoints;
using Trainer.Data;

namespace Trainer.Gym;

/// <summary>An export of balanced items: <c>items.jsonl</c>, <c>scenes.jsonl</c>, <c>images/</c>.</summary>
internal sealed class GymExport(string folder, GymSplit split, int seed)
{
    public const string ItemsFile = "items.jsonl";
    public const string ScenesFile = "scenes.jsonl";
    public const string ImagesFolder = "images";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.General)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly Dictionary<string, SceneFacts> facts = [];

    /// <summary>Writes the same number of items for each task; the data file comes last, so that a broken-off export has none.</summary>
    /// <param name="tasks">Names of gym tasks.</param>
    /// <param name="count">Items a task; the task's labels take turns.</param>
    /// <param name="policy">Policy of all safety items; null: house rules and written ones.</param>
    /// <exception cref="IOException">The folder holds an export already or cannot be written.</exception>
    public void Write(IEnumerable<string> tasks, int count, SafetyPolicy? policy = null)
    {
        string path = Path.Combine(folder, ItemsFile);
        if (File.Exists(path))
        {
            throw new IOException($"{path} exists already; choose another folder");
        }

        Directory.CreateDirectory(Path.Combine(folder, ImagesFolder));
        List<JudgingItem> items = [];
        foreach (string task in tasks)
        {
            for (int i = 0; i < count; i++)
            {
                items.Add(Item(GymTasks.Balanced(task, split, i, policy), i));
            }
        }

        AtomicFile.Write(
            Path.Combine(folder, ScenesFile),
            stream =>
            {
                foreach (var scene in facts.Values)
                {
                    JsonSerializer.Serialize(stream, scene, Json);
                    stream.WriteByte((byte)'\n');
                }
            }
        );
        JudgingFile.Write(path, items);
    }

    private JudgingItem Item(GymItem item, int index) =>
        new()
        {
            Id = split.Name == "train" ? $"{item.Task}-train{seed}-{index}" : $"{item.Task}-{split.Name}-{index}",
            Task = item.Task,
            Images = [.. item.Scenes.Select(Picture)],
            Text = item.Text,
            Label = item.Label,
            Rationale = item.Rationale,
            Group = string.Join('-', item.Scenes.Select(SceneFacts.SeedText)),
            Family = item.Family,
            Split = split.Name,
        };

    private string Picture(Scene scene)
    {
        string image = $"{ImagesFolder}/{SceneFacts.SeedText(scene)}.png";
        if (facts.TryAdd(image, SceneFacts.Of(scene, image)))
        {
            File.WriteAllBytes(Path.Combine(folder, image), PngFile.Encode(SceneRenderer.Render(scene)));
        }

        return image;
    }
}
