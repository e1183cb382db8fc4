using JudgeCore.Engine;
using JudgeCore.Images;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;
using Trainer.Gym;

namespace Trainer.Evaluation;

/// <summary>Asks a judge about held-out gym items, exactly as the service would.</summary>
/// <param name="judge">The checkpoint.</param>
/// <param name="split">Where the items come from.</param>
/// <param name="items">Items a task, labels balanced.</param>
internal sealed class Evaluator(Judge judge, GymSplit split, int items)
{
    private const int Concurrency = 64;

    /// <param name="tasks">Names of gym tasks.</param>
    /// <param name="modes">Modes to ask in.</param>
    /// <param name="report">Called after each task and mode.</param>
    public async Task<Evaluation> RunAsync(
        IReadOnlyList<string> tasks,
        IReadOnlyList<VerdictMode> modes,
        Action<TaskEvaluation> report,
        CancellationToken cancellation
    )
    {
        List<TaskEvaluation> results = [];
        Dictionary<string, double> agreement = [];
        foreach (string name in tasks)
        {
            var task = BuiltInTasks.All[name];
            Dictionary<VerdictMode, List<JudgedCase>> byMode = [];
            foreach (var mode in modes)
            {
                foreach (
                    PairStrategy? strategy in task.Kind == TaskKind.Pairwise
                        ? [PairStrategy.Joint, PairStrategy.Independent]
                        : new PairStrategy?[] { null }
                )
                {
                    var cases = await JudgeAll(task, mode, strategy, cancellation).ConfigureAwait(false);
                    byMode.TryAdd(mode, cases);
                    results.Add(TaskEvaluation.Of(task, mode, strategy, cases));
                    report(results[^1]);
                }
            }

            if (byMode.Count == 2)
            {
                agreement[name] = byMode
                    .Values.First()
                    .Zip(byMode.Values.Last(), (a, b) => a.Verdict.Label == b.Verdict.Label ? 1.0 : 0.0)
                    .Average();
            }
        }

        return new Evaluation(judge.Model, split.Name, results, agreement);
    }

    private async Task<List<JudgedCase>> JudgeAll(
        JudgingTask task,
        VerdictMode mode,
        PairStrategy? strategy,
        CancellationToken cancellation
    )
    {
        var cases = new JudgedCase[items];
        await Parallel
            .ForAsync(
                0,
                items,
                new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellation },
                async (i, token) => cases[i] = await JudgeOne(task, mode, strategy, i, token).ConfigureAwait(false)
            )
            .ConfigureAwait(false);
        return [.. cases];
    }

    private async Task<JudgedCase> JudgeOne(
        JudgingTask task,
        VerdictMode mode,
        PairStrategy? strategy,
        int index,
        CancellationToken cancellation
    )
    {
        var item = GymTasks.Balanced(task.Name, split, index);
        var twin = task.PointwiseTwin is { } name ? BuiltInTasks.All[name] : null;
        var request = new JudgeRequest(task, [.. item.Scenes.Select(Picture)], item.Text, mode, strategy, twin);
        var outcome = await judge.JudgeAsync(request, cancellation).ConfigureAwait(false);
        return outcome is JudgeOutcome.Judged judged
            ? new JudgedCase(VerdictLabel(task, item.Label), item.Family, judged.Verdict)
            : throw new InvalidOperationException($"item {index} of {task.Name} was not judged: {outcome}");
    }

    private static DecodedImage Picture(Scene scene) => new(Scene.Size, Scene.Size, SceneRenderer.Render(scene), "image/png");

    // A pair's model words are positions; in the order of submission the first is A.
    private static string VerdictLabel(JudgingTask task, string label) => task.VerdictLabels[task.Labels.ToList().IndexOf(label)];
}
