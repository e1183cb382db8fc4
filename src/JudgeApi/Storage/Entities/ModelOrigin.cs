namespace JudgeApi.Storage.Entities;

/// <summary>How a model version came to this service.</summary>
internal enum ModelOrigin
{
    /// <summary>The checkpoint that the configuration names, or the one that ships with the source.</summary>
    Configured,

    /// <summary>A training run of this service.</summary>
    Training,

    /// <summary>Brought by an operator.</summary>
    Import,
}
