// LoRA (arXiv 2106.09685) and rsLoRA (arXiv 2312.03732) as PEFT configures them.
using System.Text.Json.Nodes;

namespace JudgeCore.Checkpoints;

/// <summary>A LoRA adapter's configuration: what PEFT's adapter_config.json says, as far as this product supports it.</summary>
internal sealed record AdapterConfig
{
    /// <summary>r: inner width of the modules that no pattern names.</summary>
    public required int Rank { get; init; }

    /// <summary>lora_alpha: numerator of the scale of the modules that no pattern names.</summary>
    public required double Alpha { get; init; }

    public required AdapterTargets Targets { get; init; }

    /// <summary>Scale = alpha / sqrt(r) instead of alpha / r.</summary>
    public bool UseRsLora { get; init; }

    /// <summary>Share of the adapter's inputs that training drops, from 0 to below 1.</summary>
    public double Dropout { get; init; }

    /// <summary>Other ranks, by regular expressions at the end of a module's path; the first that matches counts.</summary>
    public IReadOnlyList<(ModulePattern Pattern, int Rank)> RankPattern { get; init; } = [];

    /// <summary>Other alphas, likewise.</summary>
    public IReadOnlyList<(ModulePattern Pattern, double Alpha)> AlphaPattern { get; init; } = [];

    /// <summary>base_model_name_or_path: the checkpoint that the adapter belongs to, as whoever trained it named it.</summary>
    public string? BaseModel { get; init; }

    /// <summary>Fields that change no number (peft_version, task_type...), kept as they were read.</summary>
    public JsonObject? Other { get; init; }

    /// <summary>The inner width of one module.</summary>
    public int RankOf(string path)
    {
        foreach (var (pattern, rank) in RankPattern)
        {
            if (pattern.Matches(path))
            {
                return rank;
            }
        }

        return Rank;
    }

    public double AlphaOf(string path)
    {
        foreach (var (pattern, alpha) in AlphaPattern)
        {
            if (pattern.Matches(path))
            {
                return alpha;
            }
        }

        return Alpha;
    }

    /// <summary>What the product B A is multiplied with before it is added to a module's weight.</summary>
    public double ScaleOf(string path)
    {
        double rank = RankOf(path);
        return AlphaOf(path) / (UseRsLora ? Math.Sqrt(rank) : rank);
    }
}
