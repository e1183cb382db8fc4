using JudgeCore.Tasks;
using Trainer.Data;

namespace Trainer.Tests.Gym;

public class ExamplesTests
{
    [Fact]
    public void The_pictures_of_the_quick_start_are_there_with_answers_that_their_tasks_allow()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "MtRlJudge.sln")))
        {
            root = Path.GetDirectoryName(root)!;
        }

        var file = JudgingFile.Read(Path.Combine(root, "examples", "items.jsonl"));

        Assert.All(
            file.Items,
            item =>
            {
                var task = BuiltInTasks.All[item.Task];
                Assert.Contains(item.Label, task.Labels);
                Assert.Equal(task.ImageCount, item.Images.Count);
            }
        );
        Assert.Contains(file.Items, item => item.Images.Contains("red-ball.png"));
    }
}
