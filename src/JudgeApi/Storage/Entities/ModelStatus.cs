namespace JudgeApi.Storage.Entities;

/// <summary>What may be done with a model version.</summary>
internal enum ModelStatus
{
    /// <summary>May be served.</summary>
    Ready,

    /// <summary>Did not pass verification; never served again.</summary>
    Rejected,

    /// <summary>Its files were removed to save room; its row tells where later versions come from.</summary>
    Collected,
}
