using System.Text.Json;
using JudgeApi.Storage.Entities;

namespace JudgeApi.Retraining;

/// <summary>A training run as operators see it.</summary>
internal sealed record TrainingRunView
{
    public required string Id { get; init; }

    public required TrainingRunState State { get; init; }

    /// <summary>Why it ended as it did.</summary>
    public string? Reason { get; init; }

    public required TrainingTrigger Trigger { get; init; }

    public required RunOptions Options { get; init; }

    public string? CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? SnapshotAt { get; init; }

    public DateTimeOffset? TrainedAt { get; init; }

    public DateTimeOffset? GatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public required bool Cancelling { get; init; }

    /// <summary>Processes that were started for the phase it is in.</summary>
    public required int Attempt { get; init; }

    public required int Step { get; init; }

    public required int Steps { get; init; }

    public double? SecondsLeft { get; init; }

    public required int TrainItems { get; init; }

    public required int HeldOutItems { get; init; }

    public string? SnapshotDigest { get; init; }

    public string? Base { get; init; }

    public string? Candidate { get; init; }

    public required bool Promoted { get; init; }

    /// <summary>gate.json (docs/gate.md); absent in lists.</summary>
    public JsonElement? GateReport { get; init; }

    public static TrainingRunView Of(TrainingRun run, bool report) =>
        new()
        {
            Id = run.Id,
            State = run.State,
            Reason = run.Reason,
            Trigger = run.Trigger,
            Options = RunOptions.Parse(run.Options),
            CreatedBy = run.CreatedBy,
            CreatedAt = run.CreatedAt,
            StartedAt = run.StartedAt,
            SnapshotAt = run.SnapshotAt,
            TrainedAt = run.TrainedAt,
            GatedAt = run.GatedAt,
            EndedAt = run.EndedAt,
            Cancelling = run.CancelRequested && !run.HasEnded,
            Attempt = run.Attempt,
            Step = run.Step,
            Steps = run.Steps,
            SecondsLeft = run.SecondsLeft,
            TrainItems = run.TrainItems,
            HeldOutItems = run.HeldOutItems,
            SnapshotDigest = run.SnapshotDigest,
            Base = run.BaseVersion,
            Candidate = run.CandidateVersion,
            Promoted = run.Promoted,
            GateReport = report && run.GateReport is { } json ? JsonDocument.Parse(json).RootElement : null,
        };
}
