extern alias trainer;

using System.Net;
using System.Text.Json;
using JudgeApi.Tests.Hosting;
using JudgeCore.Tasks;
using trainer::Trainer.Gym;

namespace JudgeApi.Tests.Pages;

/// <summary>Pictures of the gym's held-out part and what the shipped judge says of them: what the pages show in tests is what people would see.</summary>
internal static class Gallery
{
    /// <summary>Judges so many items of each task in turn; gives the answers in their order.</summary>
    /// <param name="client">With a key that may judge.</param>
    /// <param name="count">Items.</param>
    /// <param name="tasks">Names; none: one of every kind.</param>
    public static async Task<List<JsonElement>> JudgeAsync(HttpClient client, int count, params string[] tasks)
    {
        if (tasks.Length == 0)
        {
            tasks =
            [
                BuiltInTasks.Alignment,
                BuiltInTasks.Safety,
                BuiltInTasks.PairwiseOf(BuiltInTasks.Technical),
                BuiltInTasks.QualityScale,
                BuiltInTasks.Rationality,
            ];
        }

        List<JsonElement> judged = [];
        for (int i = 0; i < count; i++)
        {
            var item = GymTasks.Balanced(tasks[i % tasks.Length], GymSplit.Test, 40 + i);
            using var answer = await client.SendJsonAsync(
                HttpMethod.Post,
                "/judge",
                new
                {
                    task = item.Task,
                    images = item.Scenes.Select(scene => new { data = Convert.ToBase64String(Picture(scene)) }),
                    text = item.Text,
                    mode = i % 3 == 0 ? "reasoned" : "verdict",
                    reference = $"order-{1001 + i}",
                }
            );
            judged.Add(await answer.JsonAsync(HttpStatusCode.OK));
        }

        return judged;
    }

    /// <summary>A picture in a file, for a person to upload.</summary>
    public static byte[] Picture(string task, int index) => Picture(GymTasks.Balanced(task, GymSplit.Test, index).Scenes[0]);

    private static byte[] Picture(Scene scene) => PngFile.Encode(SceneRenderer.Render(scene));
}
