using JudgeCore.Tasks;

namespace JudgeCore.Tests.Tasks;

public class BuiltInTasksTests
{
    [Fact]
    public void Six_tasks_judge_one_image_and_each_has_a_pairwise_twin_of_the_same_text()
    {
        var pointwise = BuiltInTasks.All.Values.Where(task => task.Kind == TaskKind.Labels).ToArray();
        Assert.Equal(6, pointwise.Length);
        foreach (var task in pointwise)
        {
            var pair = BuiltInTasks.All[BuiltInTasks.PairwiseOf(task.Name)];
            Assert.Equal(task.Name, pair.PointwiseTwin);
            Assert.Equal(task.Name, BuiltInTasks.TwinOf(pair.Name));
            Assert.Equal((task.Text, task.TextName), (pair.Text, pair.TextName));
            Assert.Equal(["A", "B"], pair.VerdictLabels);
            Assert.Contains(task.FavourableLabel, task.Labels);
        }
    }

    [Fact]
    public void The_scale_has_five_steps() =>
        Assert.Equal(["1", "2", "3", "4", "5"], BuiltInTasks.All[BuiltInTasks.QualityScale].VerdictLabels);

    [Fact]
    public void Rubrics_are_short() =>
        Assert.All(BuiltInTasks.All.Values, task => Assert.InRange(task.Rubric.Split(' ').Length, 4, 25));
}
