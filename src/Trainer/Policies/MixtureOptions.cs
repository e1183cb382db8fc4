using System.ComponentModel.DataAnnotations;
using Trainer.Gym;

namespace Trainer.Policies;

/// <summary>What a run trains on: gym tasks, data files, and how often each comes up. Weights are relative.</summary>
internal sealed record MixtureOptions
{
    /// <summary>Gym task to weight. By default nothing: a run names what it trains on.</summary>
    public IReadOnlyDictionary<string, double> Gym { get; init; } = new Dictionary<string, double>();

    /// <summary>Policies of the gym's safety items, which take turns; null: house rules and written ones as they fall.</summary>
    public IReadOnlyList<SafetyPolicy>? GymPolicies { get; init; }

    /// <summary>Data files of judged cases.</summary>
    public IReadOnlyList<DataFile> Files { get; init; } = [];

    /// <summary>Data files that are held out, relative to the run folder or absolute: a run that would train on a picture or a group of theirs is refused.</summary>
    public IReadOnlyList<string> HeldOut { get; init; } = [];

    /// <summary>JSON file with the tasks of data files that are not built in, relative to the run folder; null: there are none.</summary>
    public string? Tasks { get; init; }

    /// <summary>Share of questions that ask for reasoning first; the others ask for the bare verdict.</summary>
    [Range(0, 1)]
    public double ReasonedShare { get; init; } = 0.7;

    /// <summary>Labels take turns, so that a file's common label does not become the judge's habit.</summary>
    public bool BalanceLabels { get; init; } = true;

    /// <summary>e: the weight of a task is multiplied by (1.05 - its recent accuracy)^e, so that the worst get more. 0: off.</summary>
    [Range(0, 10)]
    public double WorstTaskEmphasis { get; init; }
}
