using JudgeApi.Storage.Entities;

namespace JudgeApi.Judgments;

/// <summary>Callers name a model by its version or its weights' digest; each has its own index, so a query asks for one of them.</summary>
internal static class JudgmentsOfModel
{
    private const int DigestLength = 64;

    /// <param name="rows">Of any model.</param>
    /// <param name="model">Version or digest; null: all.</param>
    public static IQueryable<Judgment> OfModel(this IQueryable<Judgment> rows, string? model) =>
        model switch
        {
            null => rows,
            { Length: DigestLength } => rows.Where(row => row.ModelDigest == model),
            _ => rows.Where(row => row.ModelVersion == model),
        };
}
