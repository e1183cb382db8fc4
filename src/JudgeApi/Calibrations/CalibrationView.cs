using JudgeApi.Storage.Entities;
using JudgeCore.Verdicts;

namespace JudgeApi.Calibrations;

/// <summary>A calibration as operators see it.</summary>
internal sealed record CalibrationView
{
    public CalibrationView(Calibration row)
    {
        Id = row.Id;
        Task = row.Task;
        TaskVersion = row.TaskVersion;
        Mode = row.Mode;
        Model = new ModelIdentity(row.ModelVersion, row.ModelDigest);
        Temperature = row.Temperature;
        AbstainBelow = row.AbstainBelow;
        TargetError = row.TargetError;
        Items = row.Items;
        LossBefore = row.LossBefore;
        LossAfter = row.LossAfter;
        ErrorBefore = row.ErrorBefore;
        ErrorAfter = row.ErrorAfter;
        CreatedAt = row.CreatedAt;
        CreatedBy = row.CreatedBy;
    }

    public string Id { get; }

    public string Task { get; }

    public int TaskVersion { get; }

    /// <summary>It holds for judgments in this mode alone; null: in both.</summary>
    public VerdictMode? Mode { get; }

    /// <summary>It holds for these weights alone.</summary>
    public ModelIdentity Model { get; }

    /// <summary>Above 1 makes the judge less sure of itself, below 1 more.</summary>
    public double Temperature { get; }

    /// <summary>The judge abstains below this confidence; null: the checkpoint's own threshold stays.</summary>
    public double? AbstainBelow { get; }

    public double? TargetError { get; }

    /// <summary>Judgments that it was fitted on.</summary>
    public int Items { get; }

    /// <summary>Nats a judgment without it.</summary>
    public double LossBefore { get; }

    /// <summary>Nats a judgment with it, on judgments that it was not fitted on (five folds).</summary>
    public double LossAfter { get; }

    /// <summary>ECE without it.</summary>
    public double ErrorBefore { get; }

    /// <summary>ECE with it, likewise on others.</summary>
    public double ErrorAfter { get; }

    public DateTimeOffset CreatedAt { get; }

    public string CreatedBy { get; }
}
