using System.ComponentModel.DataAnnotations;

namespace JudgeApi.Retraining;

/// <summary>Section <c>MtRl:Retraining</c>: when corrections become a training run, how it trains, and what becomes of the candidate.</summary>
internal sealed record RetrainingOptions
{
    /// <summary>False: this server takes up no run and triggers none; it still answers the routes.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Cron expression (UTC) of a recurring run; null: none.</summary>
    public string? Schedule { get; init; }

    /// <summary>New corrections since the last run that begin one; 0: never.</summary>
    [Range(0, 10_000_000)]
    public int NewCorrections { get; init; }

    /// <summary>Fall of a task's agreement on the queue's random share that begins a run; 0: never.</summary>
    [Range(0, 1)]
    public double DriftMargin { get; init; }

    /// <summary>How sure the fall must be.</summary>
    [Range(0.5, 0.9999)]
    public double DriftConfidence { get; init; } = 0.95;

    /// <summary>Newest judgments of the random share that are held against the earlier ones.</summary>
    [Range(20, 100_000)]
    public int DriftItems { get; init; } = 100;

    /// <summary>Minutes between the end of a run and the next one that nobody asked for.</summary>
    [Range(0, 1_000_000)]
    public double PauseMinutes { get; init; } = 60;

    /// <summary>Promotes a candidate that the gate lets pass; else an operator does.</summary>
    public bool AutoPromote { get; init; }

    /// <summary>The trainer's program: a .dll or an executable; null: the one beside the service.</summary>
    public string? Trainer { get; init; }

    /// <summary>Threads of the trainer's model.</summary>
    [Range(1, 256)]
    public int Threads { get; init; } = 1;

    /// <summary>Niceness of the trainer, 0 to 19: the higher, the more it makes way for serving.</summary>
    [Range(0, 19)]
    public int Nice { get; init; } = 15;

    /// <summary>Processes that are started for a phase before the run is given up.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; init; } = 5;

    /// <summary>Seconds without a sign of life after which another server takes a run over.</summary>
    [Range(1, 3600)]
    public double LeaseSeconds { get; init; } = 20;

    /// <summary>Seconds between two looks at runs and processes.</summary>
    [Range(0.05, 60)]
    public double PollSeconds { get; init; } = 1;

    /// <summary>Seconds that a trainer has to stop by itself before it is killed.</summary>
    [Range(0, 3600)]
    public double StopSeconds { get; init; } = 10;

    /// <summary>Judgments with a label below which no run begins.</summary>
    [Range(1, 10_000_000)]
    public int MinItems { get; init; } = 50;

    /// <summary>Share of pictures that are held out for the gate, by their content.</summary>
    [Range(0.01, 0.9)]
    public double HeldOutShare { get; init; } = 0.25;

    /// <summary>What becomes of several raters' words.</summary>
    public LabelWeighting Weighting { get; init; } = LabelWeighting.Weighted;

    /// <summary>Takes imported ratings, too.</summary>
    public bool Imports { get; init; } = true;

    /// <summary>Share of a batch that comes from the gym, so that the judge forgets nothing; 0 for judges that never saw it.</summary>
    [Range(0, 0.99)]
    public double GymShare { get; init; } = 0.5;

    /// <summary>Share of a batch that comes from items which earlier runs were made of, where there are any.</summary>
    [Range(0, 0.99)]
    public double EarlierShare { get; init; } = 0.1;

    /// <summary>Tasks of the gym's share, in equal parts; null: all, pairs at a quarter of the weight and safety at double.</summary>
    public IReadOnlyList<string>? GymTasks { get; init; }

    /// <summary>Policies of the gym's safety items; null: the written ones, since house rules are what people correct.</summary>
    public IReadOnlyList<string>? GymPolicies { get; init; }

    /// <summary>Optimizer steps.</summary>
    [Range(1, 10_000_000)]
    public int Steps { get; init; } = 120;

    /// <summary>Weight of the cross-entropy of right answers to gym questions: rewards alone say nothing where every answer of a group is
    /// right, until it is not.</summary>
    [Range(0, 1000)]
    public double ReplayLoss { get; init; } = 1;

    /// <summary>Leaves the vision tower as it is: a changed rule is no new way to see, and what other tasks see stays.</summary>
    public bool FreezeVision { get; init; } = true;

    /// <summary>Of AdamW, at the first step; it falls evenly to 0 at the last one.</summary>
    [Range(1e-9, 1)]
    public double LearningRate { get; init; } = 1.5e-4;

    /// <summary>Questions a step.</summary>
    [Range(1, 100_000)]
    public int Prompts { get; init; } = 32;

    /// <summary>Answers a question.</summary>
    [Range(2, 1024)]
    public int GroupSize { get; init; } = 8;

    /// <summary>Updates that a step's answers are divided into.</summary>
    [Range(1, 1024)]
    public int Minibatches { get; init; } = 4;

    /// <summary>Share of a group that misses the human's label altogether which is led to it.</summary>
    [Range(0, 1)]
    public double GuidedShare { get; init; } = 0.25;

    /// <summary>Steps between checkpoints: what a kill can cost.</summary>
    [Range(1, 1_000_000)]
    public int CheckpointEvery { get; init; } = 20;

    /// <summary>Further fields of run.json by their path, such as <c>policy.lora.rank</c>: the value is JSON or a word.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>Fields of the gate's rules (docs/gate.md), such as <c>taskMargin</c>: the value is JSON or a word.</summary>
    public IReadOnlyDictionary<string, string> GateRules { get; init; } = new Dictionary<string, string>();

    /// <summary>Items a gym task that the gate asks beside the held-out ones; 0: none.</summary>
    [Range(0, 100_000)]
    public int GateGymItems { get; init; } = 100;

    /// <summary>Seconds a step that are assumed until runs of this service were measured.</summary>
    [Range(0.001, 100_000)]
    public double AssumedStepSeconds { get; init; } = 1;

    /// <summary>Seconds beside the steps that are assumed until runs were measured.</summary>
    [Range(0, 1_000_000)]
    public double AssumedOtherSeconds { get; init; } = 60;
}
