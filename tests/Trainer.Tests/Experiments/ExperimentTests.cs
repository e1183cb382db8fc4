using JudgeCore.Tasks;
using Trainer.Data;
using Trainer.Experiments;
using Trainer.Gym;
using Trainer.Tests.Runs;

namespace Trainer.Tests.Experiments;

public sealed class ExperimentTests : IDisposable
{
    private static readonly ExperimentOptions Smallest = ExperimentOptions.Quick with { Steps = 1, ExamItems = 2 };

    private readonly TinyCheckpoint judge = new();
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void The_online_experiment_runs_every_arm_and_goes_on_where_it_stopped()
    {
        List<string> told = [];
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() =>
            Online(message =>
                {
                    told.Add(message);
                    if (told.Count == 3)
                        stop.Cancel();
                })
                .Run(stop.Token)
        );
        Assert.Equal(3, told.Count);
        var results = Online(told.Add).Run(CancellationToken.None);
        Assert.Equal(7, told.Count);
        Assert.Equal(
            [
                "served",
                "guided GRPO clean 20",
                "plain GRPO clean 20",
                "SFT verdict clean 20",
                "SFT own reasoning clean 20",
                "guided GRPO majority of raters 20",
                "guided GRPO weighted raters 20",
            ],
            results.Select(result => result.Arm)
        );
        Assert.Contains("| plain GRPO clean 20 | 1 |", OnlineTable.Write(results), StringComparison.Ordinal);

        OnlineExperiment Online(Action<string> report) => new(folder.Path, judge.Folder, Smallest, TimeProvider.System, report);
    }

    [Fact]
    public void One_arm_may_be_run_alone() =>
        Assert.Equal(
            ["served", "SFT verdict clean 20"],
            new OnlineExperiment(folder.Path, judge.Folder, Smallest with { Only = "SFT verdict" }, TimeProvider.System, _ => { })
                .Run(CancellationToken.None)
                .Select(result => result.Arm)
        );

    [Fact]
    public void The_paper_experiment_puts_single_judges_together_task_by_task()
    {
        // Figures that tell which arm they came from: the table must take each task's from the arm of that task.
        var scores = PaperExperiment.Exam.ToDictionary(part => part.Name, _ => 0.0);
        List<ArmResult> results =
        [
            .. GymTasks.Pointwise.Select(
                (task, i) =>
                    new ArmResult(
                        PaperExperiment.Single("RL", task),
                        1,
                        10,
                        scores.Keys.ToDictionary(
                            part => $"{part}/reasoned",
                            part => new ExamScore((i + 1) / 10.0, (i + 1) / 10.0, 1, (i + 1) / 10.0, 0)
                        )
                    )
            ),
        ];
        var (_, rows) = PaperTable.Rows(results).Single(line => line.Name == "RL, single");
        for (int i = 0; i < GymTasks.Pointwise.Length; i++)
        {
            Assert.Equal((i + 1) / 10.0, rows[0].Of(GymTasks.Pointwise[i], "reasoned").MacroF1);
            Assert.Equal((i + 1) / 10.0, rows[0].Of(GymTasks.Pairwise[i], "reasoned").Accuracy);
        }

        Assert.Equal(60, rows[0].CpuSeconds);
    }

    [Fact]
    public void Weighing_raters_finds_the_truth_that_a_majority_with_bad_raters_misses()
    {
        var labels = BuiltInTasks.All[BuiltInTasks.Safety].Labels;
        List<JudgingItem> truth =
        [
            .. Enumerable
                .Range(0, 300)
                .Select(i => new JudgingItem
                {
                    Id = $"{i}",
                    Task = BuiltInTasks.Safety,
                    Images = ["a.png"],
                    Label = labels[i % 2],
                    Group = $"{i}",
                }),
        ];
        var raters = new SimulatedRaters(Good: 3, Bad: 2, Overlap: 3);
        double majority = Right(raters.Label(truth, labels, weighted: false, 5));
        double weighted = Right(raters.Label(truth, labels, weighted: true, 5));
        Assert.InRange(majority, 0.7, 0.9);
        Assert.True(weighted > majority + 0.03, $"weighted {weighted:P1}, majority {majority:P1}");

        double Right(List<JudgingItem> labelled) => labelled.Zip(truth, (a, b) => a.Label == b.Label ? 1.0 : 0).Average();
    }

    public void Dispose()
    {
        judge.Dispose();
        folder.Dispose();
    }
}
