using System.Runtime.CompilerServices;
using System.Text.Json;
using JudgeApi.Problems;
using JudgeApi.Serving;
using JudgeCore.Tasks;

namespace JudgeApi.Judging;

/// <summary>Judges the items of a batch, a window of them at once, and answers in their order as they finish.</summary>
internal sealed class BatchRun(JudgmentMaker maker, ServedJudge served, ILogger<UnexpectedErrors> logger)
{
    /// <returns>For each item a <see cref="JudgeAnswer"/> or a <see cref="ProblemBody"/>.</returns>
    public async IAsyncEnumerable<object> JudgeAsync(
        IReadOnlyList<JsonElement> items,
        IReadOnlyDictionary<string, JudgingTask> tasks,
        string keyId,
        int atOnce,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        // One request, one judge: an exchange meanwhile does not divide a batch.
        using var lease = served.Take();
        using var all = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Queue<Task<object>> running = new();
        try
        {
            for (int i = 0; i < items.Count; i++)
            {
                if (running.Count == atOnce)
                {
                    yield return await running.Dequeue();
                }

                running.Enqueue(JudgeAsync(items[i], i, tasks, keyId, lease, all.Token));
            }

            while (running.Count > 0)
            {
                yield return await running.Dequeue();
            }
        }
        finally
        {
            // The caller left: what still runs is told, and waited for, so that nothing outlives its request.
            await all.CancelAsync();
            await Task.WhenAll(running)
                .ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private async Task<object> JudgeAsync(
        JsonElement item,
        int index,
        IReadOnlyDictionary<string, JudgingTask> tasks,
        string keyId,
        JudgeLease? lease,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var (body, unread) = JsonBody.Read<JudgeBody>(item);
            var (request, wrong) = body is null ? unread! : JudgingRequest.Of(body);
            if (request is null)
            {
                return Placed(wrong!, index);
            }

            return await maker.JudgeAsync(request, tasks, keyId, patient: true, cancellationToken, lease) switch
            {
                JudgingOutcome.Stored stored => JudgeAnswer.Of(stored.Judgment),
                JudgingOutcome.Rejected rejected => Placed(rejected.Problem, index),
                _ => throw new InvalidOperationException("a judgment ends in one of two ways"),
            };
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var problem = UnexpectedErrors.Explain(error);
            UnexpectedErrors.Failed(logger, error, "item", $"items[{index}]", keyId);
            return Placed(problem, index);
        }
    }

    // Fields are named from the batch's root.
    private static ProblemBody Placed(Problem problem, int index)
    {
        string field = problem.Field is null or "$" ? $"items[{index}]" : $"items[{index}].{problem.Field}";
        return ProblemBody.Of(problem with { Field = field });
    }
}
