using System.Text.Json;
using JudgeApi.Hosting;
using JudgeApi.Storage.Entities;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;

namespace JudgeApi.Judging;

/// <summary>A judgment as its caller gets it.</summary>
internal record JudgeAnswer
{
    protected JudgeAnswer(Judgment judgment)
    {
        Id = judgment.Id;
        Task = judgment.Task;
        TaskVersion = judgment.TaskVersion;
        Kind = judgment.Kind;
        Mode = judgment.Mode;
        Strategy = judgment.Strategy;
        Verdict = judgment.Verdict;
        Confidence = judgment.Confidence;
        Distribution = JsonSerializer.Deserialize<Dictionary<string, double>>(judgment.Distribution, Json.Options)!;
        Score = judgment.Score;
        Rationale = judgment.Rationale;
        Abstained = judgment.Abstained;
        Swap = judgment is { SwapFirst: { } first, SwapSecond: { } second, Flipped: { } flipped }
            ? new SwapReport([first, second], flipped)
            : null;
        Calibration = judgment.CalibrationId;
        Model = new ModelIdentity(judgment.ModelVersion, judgment.ModelDigest);
        Usage = new TokenUsage(judgment.PromptTokens, judgment.ImageTokens, judgment.CompletionTokens);
        Timings = new JudgeTimings(judgment.QueueMs, judgment.ImageMs, judgment.ModelMs);
        CreatedAt = judgment.CreatedAt;
        Reference = judgment.Reference;
    }

    public string Id { get; }

    public string Task { get; }

    public int TaskVersion { get; }

    public TaskKind Kind { get; }

    public VerdictMode Mode { get; }

    /// <summary>Pairs: how they were judged.</summary>
    public PairStrategy? Strategy { get; }

    /// <summary>The most probable label; A or B for pairs.</summary>
    public string Verdict { get; }

    /// <summary>Its probability.</summary>
    public double Confidence { get; }

    /// <summary>Probability of every label.</summary>
    public IReadOnlyDictionary<string, double> Distribution { get; }

    /// <summary>Scales: the expected position of the answer, from 1.</summary>
    public double? Score { get; }

    /// <summary>Mode reasoned: what the model wrote before its label.</summary>
    public string? Rationale { get; }

    /// <summary>The confidence is below what the task's calibration asks for.</summary>
    public bool Abstained { get; }

    /// <summary>Id of the calibration that confidence, distribution and score went through; null: they are the model's own.</summary>
    public string? Calibration { get; }

    /// <summary>Joint pairs: what both orders said.</summary>
    public SwapReport? Swap { get; }

    public ModelIdentity Model { get; }

    public TokenUsage Usage { get; }

    public JudgeTimings Timings { get; }

    public DateTimeOffset CreatedAt { get; }

    /// <summary>As the caller sent it.</summary>
    public string? Reference { get; }

    public static JudgeAnswer Of(Judgment judgment) => new(judgment);
}
