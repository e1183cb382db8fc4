using JudgeApi.Models;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JudgeApi.Storage.Entities;

/// <summary>One way from corrections to a candidate and the gate's word on it.</summary>
internal sealed class TrainingRun
{
    /// <summary>A time-ordered UUID in hexadecimal; the run folder has this name.</summary>
    public required string Id { get; init; }

    public required TrainingRunState State { get; set; }

    /// <summary>1 until the run has ended, then null: the database takes only one row with a 1.</summary>
    public int? ActiveSlot { get; set; } = 1;

    /// <summary>Why it ended as it did, or what it waits for, in a sentence.</summary>
    public string? Reason { get; set; }

    public required TrainingTrigger Trigger { get; init; }

    /// <summary>JSON, see <see cref="Retraining.RunOptions"/>.</summary>
    public required string Options { get; init; }

    /// <summary>The operator's key; null: the service itself.</summary>
    public string? CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? SnapshotAt { get; set; }

    public DateTimeOffset? TrainedAt { get; set; }

    public DateTimeOffset? GatedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Processes that were started for the phase it is in.</summary>
    public int Attempt { get; set; }

    public bool CancelRequested { get; set; }

    /// <summary>The machine on which the run's process was started.</summary>
    public string? ProcessHost { get; set; }

    public int? ProcessId { get; set; }

    public DateTimeOffset? ProcessStartedAt { get; set; }

    /// <summary>Optimizer steps done.</summary>
    public int Step { get; set; }

    public required int Steps { get; init; }

    public double? SecondsLeft { get; set; }

    public int TrainItems { get; set; }

    public int HeldOutItems { get; set; }

    /// <summary>SHA-256 of the snapshot's files.</summary>
    public string? SnapshotDigest { get; set; }

    /// <summary>The version that is trained on, and the gate's champion.</summary>
    public string? BaseVersion { get; set; }

    public string? BaseDigest { get; set; }

    /// <summary>gate.json.</summary>
    public string? GateReport { get; set; }

    /// <summary>What came of it.</summary>
    public string? CandidateVersion { get; set; }

    public bool Promoted { get; set; }

    /// <summary>Counts the changes that are told to those who watch.</summary>
    public int Revision { get; set; }

    public bool HasEnded => ActiveSlot is null;

    internal sealed class Mapping : IEntityTypeConfiguration<TrainingRun>
    {
        public void Configure(EntityTypeBuilder<TrainingRun> builder)
        {
            builder.Property(run => run.Id).HasMaxLength(32);
            builder.Property(run => run.CreatedBy).HasMaxLength(32);
            builder.Property(run => run.ProcessHost).HasMaxLength(128);
            builder.Property(run => run.SnapshotDigest).HasMaxLength(64);
            builder.Property(run => run.BaseVersion).HasMaxLength(ModelRegistry.MaxName);
            builder.Property(run => run.BaseDigest).HasMaxLength(64);
            builder.Property(run => run.CandidateVersion).HasMaxLength(ModelRegistry.MaxName);
            builder.Ignore(run => run.HasEnded);
            builder.HasIndex(run => run.ActiveSlot).IsUnique();
            builder.HasIndex(run => new { run.CreatedAt, run.Id });
        }
    }
}
