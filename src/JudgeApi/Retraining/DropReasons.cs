namespace JudgeApi.Retraining;

/// <summary>Why judgments are left out of a run; words of the API that never change their meaning.</summary>
internal static class DropReasons
{
    /// <summary>The task has been edited since: its rubric is another one.</summary>
    public const string OldTaskVersion = "oldTaskVersion";

    /// <summary>Raters are evenly divided, take no side, or are not trusted.</summary>
    public const string NoLabel = "noLabel";

    /// <summary>It shares a picture or a group both with what was held out and with what was trained on.</summary>
    public const string BothSides = "bothSides";

    /// <summary>A picture is not in the store any more.</summary>
    public const string ImageMissing = "imageMissing";

    /// <summary>The run takes no imported ratings.</summary>
    public const string Import = "import";
}
