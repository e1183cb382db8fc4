using System.Text.Json;
using System.Text.Json.Nodes;
using Trainer.Commands;
using Trainer.Gym;
using Trainer.Runs;

namespace Trainer.Experiments;

/// <summary>How much of an experiment is run.</summary>
internal sealed record ExperimentOptions
{
    /// <summary>Seeds of every arm.</summary>
    public int Seeds { get; init; } = 3;

    /// <summary>Optimizer steps of every run.</summary>
    public int Steps { get; init; } = 120;

    /// <summary>Numbers of corrections (online).</summary>
    public IReadOnlyList<int> Corrections { get; init; } = [50, 100, 200, 500, 1000];

    /// <summary>Held-out items of every part of the exam.</summary>
    public int ExamItems { get; init; } = 400;

    /// <summary>Where exam items come from: choices look at validation, final tables at test.</summary>
    public GymSplit Split { get; init; } = GymSplit.Test;

    public int Threads { get; init; } = 1;

    /// <summary>Arms whose name contains this; null: all.</summary>
    public string? Only { get; init; }

    /// <summary>Fields of every arm's run.json, as "grpo.guided.share=0.5": for ablations.</summary>
    public IReadOnlyList<string> Set { get; init; } = [];

    /// <summary>A record with the fields of <see cref="Set"/>.</summary>
    /// <exception cref="RunException">A field does not exist or its value does not fit.</exception>
    public RunRecord Apply(RunRecord record)
    {
        var json = JsonNode.Parse(record.ToJson())!.AsObject();
        foreach (string assignment in Set)
        {
            RecordOptions.Set(json, assignment);
        }

        try
        {
            return RunRecord.Parse(json.ToJsonString());
        }
        catch (JsonException error)
        {
            throw new RunException(error.Message, error);
        }
    }

    /// <summary>Small enough to run with the tests: that every arm works, not how well.</summary>
    public static ExperimentOptions Quick { get; } =
        new()
        {
            Seeds = 1,
            Steps = 3,
            Corrections = [20],
            ExamItems = 20,
            Split = GymSplit.Validation,
        };
}
