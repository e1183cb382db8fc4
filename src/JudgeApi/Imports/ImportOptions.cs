using System.ComponentModel.DataAnnotations;

namespace JudgeApi.Imports;

/// <summary>What an import of ratings may bring.</summary>
internal sealed record ImportOptions
{
    /// <summary>Bytes of the archive.</summary>
    [Range(1024, 100_000_000_000)]
    public long MaxBytes { get; init; } = 1L << 30;

    /// <summary>Bytes of one table, unpacked.</summary>
    [Range(1024, 2_000_000_000)]
    public long MaxTableBytes { get; init; } = 128L << 20;
}
