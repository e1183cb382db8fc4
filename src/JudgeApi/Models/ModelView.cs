using System.Text.Json.Nodes;
using JudgeApi.Storage.Entities;

namespace JudgeApi.Models;

/// <summary>A version of the judge.</summary>
/// <param name="Name">In verdicts.</param>
/// <param name="Digest">SHA-256 of its files.</param>
/// <param name="Status">ready, rejected or collected.</param>
/// <param name="Reason">Why it was rejected.</param>
/// <param name="Wanted">Every server is to serve it.</param>
/// <param name="Previous">A rollback goes back to it.</param>
/// <param name="Base">The version it was made from.</param>
/// <param name="RunId">The training run that made it.</param>
/// <param name="DataDigest">SHA-256 of the data it was trained on.</param>
/// <param name="GateReport">How it compared with the version that was served then.</param>
/// <param name="Bytes">Of its files.</param>
internal sealed record ModelView(
    string Name,
    string Digest,
    ModelOrigin Origin,
    ModelStatus Status,
    string? Reason,
    bool Wanted,
    bool Previous,
    bool Pinned,
    string? Base,
    string? RunId,
    string? DataDigest,
    JsonNode? GateReport,
    long Bytes,
    DateTimeOffset CreatedAt,
    string? CreatedBy
)
{
    /// <param name="row">The version.</param>
    /// <param name="serving">What is wanted now.</param>
    /// <param name="report">With the gate's report.</param>
    public static ModelView Of(ModelVersion row, WantedModel? serving, bool report) =>
        new(
            row.Name,
            row.Digest,
            row.Origin,
            row.Status,
            row.Reason,
            serving?.Desired == row.Name,
            serving?.Previous == row.Name,
            row.Pinned,
            row.Base,
            row.RunId,
            row.DataDigest,
            report && row.GateReport is { } json ? JsonNode.Parse(json) : null,
            row.Bytes,
            row.CreatedAt,
            row.CreatedBy
        );
}
