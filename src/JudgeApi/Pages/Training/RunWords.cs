using System.Globalization;
using JudgeApi.Retraining;
using JudgeApi.Storage.Entities;

namespace JudgeApi.Pages.Training;

/// <summary>States, reasons and times of runs in words for people.</summary>
internal static class RunWords
{
    public static string Of(TrainingRunState state) =>
        state switch
        {
            TrainingRunState.Queued => "waiting",
            TrainingRunState.Snapshotting => "freezing corrections",
            TrainingRunState.Training => "training",
            TrainingRunState.Gating => "at the gate",
            TrainingRunState.Registering => "registering",
            TrainingRunState.Succeeded => "passed",
            TrainingRunState.Refused => "refused",
            TrainingRunState.InsufficientEvidence => "too little evidence",
            TrainingRunState.Failed => "failed",
            TrainingRunState.Cancelled => "cancelled",
            _ => throw new InvalidOperationException("a state without a word"),
        };

    public static string? Badge(TrainingRunState state) =>
        state switch
        {
            TrainingRunState.Succeeded => "good",
            TrainingRunState.Refused or TrainingRunState.Failed => "bad",
            _ => null,
        };

    public static string Why(string reason) =>
        reason switch
        {
            DropReasons.OldTaskVersion => "The task has been edited since; its rubric is another one.",
            DropReasons.NoLabel => "Raters are evenly divided, take no side, or are not trusted.",
            DropReasons.BothSides => "It shares a picture or a group with both sides of the split.",
            DropReasons.ImageMissing => "A picture is not in the store any more.",
            DropReasons.Import => "The run takes no imported ratings.",
            _ => reason,
        };

    public static string Duration(double seconds) =>
        seconds < 90
            ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s")
            : string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min");
}
