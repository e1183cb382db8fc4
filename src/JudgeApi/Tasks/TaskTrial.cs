using JudgeApi.Hosting;
using JudgeApi.Judging;
using JudgeApi.Lanes;
using JudgeApi.Problems;
using JudgeApi.Serving;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;
using Microsoft.Extensions.Options;

namespace JudgeApi.Tasks;

/// <summary>Asks the served judge by a task that is still being written. Nothing is stored, and no calibration is applied.</summary>
internal sealed class TaskTrial(ImageIntake intake, ServedJudge served, TaskCatalog catalog, IOptions<ServiceOptions> options)
{
    /// <param name="task">Keeps the rules of tasks; need not be stored.</param>
    /// <param name="pictures">Files, in order.</param>
    /// <param name="text">Caption or policy; null where there is none.</param>
    /// <param name="mode">Bare or reasoned.</param>
    /// <param name="cancellationToken">The asker gave up.</param>
    public async Task<Parsed<Verdict>> TryAsync(
        JudgingTask task,
        IReadOnlyList<byte[]> pictures,
        string? text,
        VerdictMode mode,
        CancellationToken cancellationToken
    )
    {
        var request = new JudgingRequest(
            task.Name,
            [.. pictures.Select((bytes, i) => new SentImage($"images[{i}]", bytes))],
            text,
            mode,
            null,
            null
        );
        if (RequestChecks.Check(request, task, options.Value.Judging, options.Value.ImageUrls) is { } wrong)
        {
            return wrong;
        }

        using var lease = served.Take();
        if (lease is null)
        {
            return Refusals.ModelUnavailable();
        }

        var (received, unreadable) = await intake.ReceiveAsync(request.Images, Pace.Quick, cancellationToken);
        if (received is null)
        {
            return unreadable!;
        }

        using (received)
        {
            var twin = task.PointwiseTwin is { } name ? await catalog.FindAsync(name, null, cancellationToken) : null;
            var question = new JudgeRequest(task, [.. received.Images.Select(image => image.Decoded)], text, mode, null, twin);
            var asked = lease.Judge.JudgeAsync(question, cancellationToken);
            received.LeaveDecoder();
            return await asked switch
            {
                JudgeOutcome.Judged judged => judged.Verdict,
                JudgeOutcome.Busy busy => Refusals.Busy(busy.RetryAfter),
                JudgeOutcome.Refused refused => new Problem(
                    StatusCodes.Status422UnprocessableEntity,
                    refused.Code,
                    refused.Message
                )
                {
                    Field = refused.Field,
                },
                _ => throw new InvalidOperationException("a judge ends in one of three ways"),
            };
        }
    }
}
