namespace JudgeApi.Storage.Entities;

/// <summary>What a picture or a group is for, for ever.</summary>
internal enum SplitSide
{
    Train,

    /// <summary>The gate asks it; it is never trained on.</summary>
    HeldOut,
}
