using Trainer.Gym;

namespace Trainer.Tests.Gym;

/// <summary>Scenes and items for tests, by number.</summary>
internal static class Drawn
{
    public static Scene Scene(int number, double undistorted = 0)
    {
        var random = GymSplit.Train(77).Stream("tests", number);
        return SceneSampler.Draw(ref random, undistorted);
    }

    public static GymItem Item(string task, int number)
    {
        var random = GymSplit.Train(77).Stream(task, number);
        return GymTasks.Draw(task, ref random);
    }

    public static IEnumerable<Scene> Scenes(int count) => Enumerable.Range(0, count).Select(number => Scene(number));

    public static IEnumerable<GymItem> Items(string task, int count) =>
        Enumerable.Range(0, count).Select(number => Item(task, number));
}
