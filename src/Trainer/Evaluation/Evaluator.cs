using JudgeCore.Engine;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;
using Trainer.Runs;

namespace Trainer.Evaluation;

/// <summary>Asks a judge about held-out items, exactly as the service would, many at once.</summary>
/// <param name="judge">The checkpoint.</param>
/// <param name="tasks">All tasks by name: pairs are judged alone by their twin.</param>
internal sealed class Evaluator(Judge judge, IReadOnlyDictionary<string, JudgingTask> tasks)
{
    private const int Concurrency = 64;

    /// <param name="items">Of any tasks.</param>
    /// <param name="mode">Bare verdict or reasons first.</param>
    /// <param name="strategy">Pairs: how; null: as the checkpoint prefers.</param>
    /// <param name="cancellation">Looked at between items.</param>
    /// <returns>In the order of the items.</returns>
    /// <exception cref="RunException">The checkpoint cannot answer an item; the message names it.</exception>
    public async Task<Prediction[]> AskAsync(
        IReadOnlyList<HeldOutItem> items,
        VerdictMode mode,
        PairStrategy? strategy,
        CancellationToken cancellation
    )
    {
        var predictions = new Prediction[items.Count];
        await Parallel
            .ForAsync(
                0,
                items.Count,
                new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellation },
                async (i, token) => predictions[i] = await Ask(items[i], mode, strategy, token).ConfigureAwait(false)
            )
            .ConfigureAwait(false);
        return predictions;
    }

    private async Task<Prediction> Ask(HeldOutItem item, VerdictMode mode, PairStrategy? strategy, CancellationToken cancellation)
    {
        var twin = item.Task.PointwiseTwin is { } name ? tasks.GetValueOrDefault(name) : null;
        var request = new JudgeRequest(
            item.Task,
            item.Images(),
            item.Text,
            mode,
            item.Task.Kind == TaskKind.Pairwise ? strategy : null,
            twin
        );
        var outcome = await judge.JudgeAsync(request, cancellation).ConfigureAwait(false);
        return outcome switch
        {
            JudgeOutcome.Judged judged => Of(item, mode, judged.Verdict),
            JudgeOutcome.Refused refused => throw new RunException($"{item.Place}: {refused.Message}"),
            _ => throw new RunException($"{item.Place} was not judged: {outcome}"),
        };
    }

    private static Prediction Of(HeldOutItem item, VerdictMode mode, Verdict verdict) =>
        new()
        {
            Source = item.Source,
            Id = item.Id,
            Task = item.Task.Name,
            Kind = item.Task.Kind,
            Family = item.Family,
            Group = item.Group,
            Mode = mode,
            Strategy = verdict.Strategy,
            Labels = item.Task.VerdictLabels,
            Gold = item.Gold,
            Weight = item.Weight,
            Label = verdict.Label,
            Distribution = [.. item.Task.VerdictLabels.Select(label => verdict.Distribution[label])],
            Swap = verdict.Swap?.Verdicts,
            Rationale = verdict.Rationale,
        };
}
