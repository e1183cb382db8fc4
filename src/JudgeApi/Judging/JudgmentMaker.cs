using System.Text.Json;
using JudgeApi.Calibrations;
using JudgeApi.Hosting;
using JudgeApi.Lanes;
using JudgeApi.Problems;
using JudgeApi.Serving;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;
using Microsoft.Extensions.Options;
using Polly.Registry;
using static JudgeApi.Judging.JudgingOutcome;

namespace JudgeApi.Judging;

/// <summary>The journey of one judgment: checked, decoded, judged, stored. It is acknowledged only when it is stored.</summary>
internal sealed partial class JudgmentMaker(
    ImageIntake intake,
    ServedJudge served,
    BlobStore blobs,
    CalibrationBook calibrations,
    JudgmentWriter writer,
    JudgingMeter meter,
    ResiliencePipelineProvider<string> pipelines,
    IOptions<ServiceOptions> options,
    TimeProvider time,
    ILogger<JudgmentMaker> logger
)
{
    /// <param name="request">As it was sent.</param>
    /// <param name="tasks">The tasks as they are for this request, whoever edits them meanwhile.</param>
    /// <param name="keyId">Who asks.</param>
    /// <param name="patient">Waits for a place in the queue instead of answering busy at once: for items of a batch.</param>
    /// <param name="cancellationToken">The caller gave up: nothing is stored.</param>
    /// <param name="shared">The judge of all items of a batch; null: the one that is served now.</param>
    public async Task<JudgingOutcome> JudgeAsync(
        JudgingRequest request,
        IReadOnlyDictionary<string, JudgingTask> tasks,
        string keyId,
        bool patient,
        CancellationToken cancellationToken,
        JudgeLease? shared = null
    )
    {
        using var own = shared is null ? served.Take() : null;
        var outcome = await TryJudgeAsync(request, tasks, keyId, patient, shared ?? own, cancellationToken);
        switch (outcome)
        {
            case Stored { Judgment: { } judgment }:
                Judged(logger, judgment.Id, judgment.Task, judgment.TaskVersion, judgment.ModelVersion, judgment.Verdict);
                break;
            case Rejected { Problem: { } problem }:
                meter.Refused(problem.Code);
                Refused(logger, problem.Code, problem.Field);
                break;
            default:
                break;
        }

        return outcome;
    }

    private async Task<JudgingOutcome> TryJudgeAsync(
        JudgingRequest request,
        IReadOnlyDictionary<string, JudgingTask> tasks,
        string keyId,
        bool patient,
        JudgeLease? lease,
        CancellationToken cancellationToken
    )
    {
        if (!tasks.TryGetValue(request.Task, out var task))
        {
            return new Rejected(RequestChecks.UnknownTask(request.Task, tasks.Keys));
        }

        if (RequestChecks.Check(request, task, options.Value.Judging, options.Value.ImageUrls) is { } wrong)
        {
            return new Rejected(wrong);
        }

        if (lease is null)
        {
            return new Rejected(Refusals.ModelUnavailable());
        }

        var pace = (request.Mode ?? lease.Judge.DefaultMode) == VerdictMode.Reasoned ? Pace.Slow : Pace.Quick;
        var (received, unreadable) = await intake.ReceiveAsync(request.Images, pace, cancellationToken);
        if (received is null)
        {
            return new Rejected(unreadable!);
        }

        using (received)
        {
            var twin = task.PointwiseTwin is null ? null : tasks.GetValueOrDefault(task.PointwiseTwin);
            var question = new JudgeRequest(
                task,
                [.. received.Images.Select(image => image.Decoded)],
                request.Text,
                request.Mode,
                request.Strategy,
                twin
            )
            {
                Fresh = request.Fresh,
            };

            // The disk works while the model does. Bytes without a row are invisible and will be found again by their content.
            var kept = received.Images.All(image => blobs.Holds(image.Id, image.Bytes.Length))
                ? Task.CompletedTask
                : Task.Run(() => Keep(received), CancellationToken.None);
            var asked = AskAsync(lease, question, patient, cancellationToken);
            received.LeaveDecoder(); // what is left to do is the model's
            var answer = await asked;
            await kept;
            switch (answer)
            {
                case JudgeOutcome.Busy busy:
                    return new Rejected(Refusals.Busy(busy.RetryAfter));
                case JudgeOutcome.Refused refused:
                    return new Rejected(
                        new Problem(StatusCodes.Status422UnprocessableEntity, refused.Code, refused.Message)
                        {
                            Field = refused.Field,
                        }
                    );
                case JudgeOutcome.Judged { Verdict: { } raw }:
                    var calibration = await calibrations.FindAsync(
                        raw.Model.Digest,
                        task.Name,
                        task.Version,
                        raw.Mode,
                        cancellationToken
                    );
                    var verdict = calibration is null ? raw : CalibratedVerdict.Of(raw, calibration, task);
                    var judgment = Record(request, question, verdict, calibration, received, keyId);
                    await writer.WriteAsync(judgment, received.Images, request.Reviewed, pace, cancellationToken);
                    meter.Judged(task.Name, verdict, judgment.ImageMs);
                    return new Stored(judgment);
                default:
                    throw new InvalidOperationException("a judge ends in one of three ways");
            }
        }
    }

    private async Task<JudgeOutcome> AskAsync(
        JudgeLease lease,
        JudgeRequest question,
        bool patient,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return patient
                ? await pipelines
                    .GetPipeline<JudgeOutcome>(Resilience.PatientJudge)
                    .ExecuteAsync(async token => await lease.Judge.JudgeAsync(question, token), cancellationToken)
                : await lease.Judge.JudgeAsync(question, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // A version that breaks on live requests is taken back, see ModelWatch.
            lease.Failed();
            throw;
        }
    }

    private void Keep(ReceivedImages received)
    {
        foreach (var image in received.Images)
        {
            blobs.Put(image.Id, image.Bytes);
        }
    }

    private Judgment Record(
        JudgingRequest request,
        JudgeRequest question,
        Verdict verdict,
        Calibration? calibration,
        ReceivedImages received,
        string keyId
    )
    {
        var now = UtcInstant.Now(time);
        string id = Guid.CreateVersion7(now).ToString("N");
        var task = question.Task;
        return new Judgment
        {
            Id = id,
            CreatedAt = now,
            Task = task.Name,
            TaskVersion = task.Version,
            TwinVersion = question.Twin?.Version,
            Kind = task.Kind,
            Mode = verdict.Mode,
            Strategy = verdict.Strategy,
            Text = request.Text,
            Reference = request.Reference,
            Group = request.Group,
            Verdict = verdict.Label,
            Confidence = verdict.Confidence,
            Distribution = JsonSerializer.Serialize(
                task.VerdictLabels.ToDictionary(label => label, label => verdict.Distribution[label], StringComparer.Ordinal),
                Json.Options
            ),
            Score = verdict.Score,
            Rationale = verdict.Rationale,
            Abstained = verdict.Abstained,
            CalibrationId = calibration?.Id,
            SwapFirst = verdict.Swap?.Verdicts[0],
            SwapSecond = verdict.Swap?.Verdicts[1],
            Flipped = verdict.Swap?.Flipped,
            ModelVersion = verdict.Model.Version,
            ModelDigest = verdict.Model.Digest,
            PromptTokens = verdict.Usage.PromptTokens,
            ImageTokens = verdict.Usage.ImageTokens,
            CompletionTokens = verdict.Usage.CompletionTokens,
            QueueMs = verdict.Timings.QueueMs,
            ImageMs = received.DecodeMs + verdict.Timings.ImageMs,
            ModelMs = verdict.Timings.ModelMs,
            KeyId = keyId,
            Images =
            [
                .. received.Images.Select(
                    (image, i) =>
                        new JudgedImage
                        {
                            JudgmentId = id,
                            Position = i,
                            ImageId = image.Id,
                        }
                ),
            ],
        };
    }

    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "Judgment {JudgmentId} of task {Task} version {TaskVersion} by model {ModelVersion}: {Verdict}"
    )]
    private static partial void Judged(
        ILogger logger,
        string judgmentId,
        string task,
        int taskVersion,
        string modelVersion,
        string verdict
    );

    [LoggerMessage(Level = LogLevel.Debug, Message = "A judging request was refused: {Code} {Field}")]
    private static partial void Refused(ILogger logger, string code, string? field);
}
