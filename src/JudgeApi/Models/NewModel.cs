using JudgeApi.Storage.Entities;

namespace JudgeApi.Models;

/// <summary>A checkpoint that is to become a version.</summary>
/// <param name="Folder">Where it is now; it is copied into the store.</param>
/// <param name="Origin">How it came.</param>
internal sealed record NewModel(string Folder, ModelOrigin Origin)
{
    /// <summary>The version it was trained from; null: none of this service's.</summary>
    public string? Base { get; init; }

    /// <summary>The training run that made it.</summary>
    public string? RunId { get; init; }

    /// <summary>SHA-256 of the data it was trained on.</summary>
    public string? DataDigest { get; init; }

    /// <summary>The gate's report as JSON.</summary>
    public string? GateReport { get; init; }

    /// <summary>The key that asked; null: the service itself.</summary>
    public string? CreatedBy { get; init; }
}
