using System.ComponentModel.DataAnnotations;
using JudgeApi.Downloads;
using JudgeApi.Imports;
using JudgeApi.Judging;
using JudgeApi.Models;
using JudgeApi.Pages;
using JudgeApi.Retraining;
using JudgeApi.Reviews;
using JudgeApi.Statistics;
using JudgeCore.Engine;
using JudgeCore.Images;

namespace JudgeApi.Hosting;

/// <summary>Section <c>MtRl</c> of the configuration. Every value has a default that works; a wrong or unknown one stops the start.</summary>
internal sealed record ServiceOptions : IValidatableObject
{
    public const string Section = "MtRl";

    /// <summary>Database, images and later run folders; relative to the content root. Created where it is missing.</summary>
    [Required(AllowEmptyStrings = false)]
    public string DataFolder { get; init; } = "data";

    /// <summary>The checkpoint folder that is served; absent: the shipped models/tiny-judge, or models/tiny-base where there is no tiny-judge.</summary>
    public string? Checkpoint { get; init; }

    /// <summary>An ops key to use instead of a generated one: at least 8 characters of visible ASCII.</summary>
    public string? FirstRunKey { get; init; }

    /// <summary>Serves /metrics without a key on a port of its own; absent: with a key on the service's own port.</summary>
    [Range(1, 65_535)]
    public int? MetricsPort { get; init; }

    /// <summary>Seconds that running requests have to finish when the service is stopped.</summary>
    [Range(1, 3600)]
    public int ShutdownSeconds { get; init; } = 30;

    /// <summary>Number type of the model's computation.</summary>
    public ModelPrecision Precision { get; init; } = ModelPrecision.Float32;

    public EngineOptions Engine { get; init; } = new() { VerdictSlots = 8 };

    public ImageLimits Images { get; init; } = new();

    public ImageUrlOptions ImageUrls { get; init; } = new();

    public JudgingOptions Judging { get; init; } = new();

    public ReviewOptions Review { get; init; } = new();

    public StatsOptions Stats { get; init; } = new();

    public ImportOptions Imports { get; init; } = new();

    public ModelOptions Models { get; init; } = new();

    public RetrainingOptions Retraining { get; init; } = new();

    public RateLimitOptions RateLimits { get; init; } = new();

    public PagesOptions Pages { get; init; } = new();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (FirstRunKey is { } key && (key.Length < 8 || key.Length > 256 || !key.All(letter => letter is > ' ' and < (char)127)))
        {
            yield return new ValidationResult(
                "FirstRunKey must have 8 to 256 characters of visible ASCII.",
                [nameof(FirstRunKey)]
            );
        }

        if (Precision == ModelPrecision.Int8 && Engine.Device != new EngineOptions().Device)
        {
            yield return new ValidationResult(
                $"Precision: Int8 is for the processor; with MtRl:Engine:Device {Engine.Device} it is Float32 or BFloat16.",
                [nameof(Precision)]
            );
        }
    }
}
