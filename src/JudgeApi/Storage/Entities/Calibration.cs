using JudgeCore.Verdicts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace JudgeApi.Storage.Entities;

/// <summary>
/// How confidence in one version of a task, as certain weights give it, becomes confidence that people bear out. Rows are only added: the newest of a task
/// version and a digest that covers the mode is in force, and a judgment names the one that it was served with.
/// </summary>
internal sealed class Calibration
{
    /// <summary>A time-ordered UUID in hexadecimal.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string Task { get; init; }

    public required int TaskVersion { get; init; }

    /// <summary>Only judgments in this mode; null: in both.</summary>
    public VerdictMode? Mode { get; init; }

    public required string ModelVersion { get; init; }

    public required string ModelDigest { get; init; }

    /// <summary>Divides the log-probabilities of the labels; 1 leaves them as the checkpoint gives them.</summary>
    public required double Temperature { get; init; }

    /// <summary>The judge abstains below this confidence; 0: never. Null: the checkpoint's own threshold stays.</summary>
    public required double? AbstainBelow { get; init; }

    /// <summary>The share of wrong answers that the threshold was chosen for.</summary>
    public double? TargetError { get; init; }

    /// <summary>Judgments that it was fitted on.</summary>
    public required int Items { get; init; }

    /// <summary>Mean negative log-likelihood in nats as the checkpoint gives it, and on held-out judgments with the temperature.</summary>
    public required double LossBefore { get; init; }

    public required double LossAfter { get; init; }

    /// <summary>Expected calibration error, likewise.</summary>
    public required double ErrorBefore { get; init; }

    public required double ErrorAfter { get; init; }

    /// <summary>The key that asked for it.</summary>
    public required string CreatedBy { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Calibration>
    {
        public void Configure(EntityTypeBuilder<Calibration> builder)
        {
            builder.Property(calibration => calibration.Id).HasMaxLength(32);
            builder.Property(calibration => calibration.Task).HasMaxLength(64);
            builder.Property(calibration => calibration.ModelVersion).HasMaxLength(128);
            builder.Property(calibration => calibration.ModelDigest).HasMaxLength(64);
            builder.Property(calibration => calibration.CreatedBy).HasMaxLength(32);
            builder.HasIndex(calibration => new
            {
                calibration.ModelDigest,
                calibration.Task,
                calibration.TaskVersion,
                calibration.Id,
            });
        }
    }
}
