using JudgeCore.Engine;
using JudgeCore.Gates;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;

namespace Trainer.Evaluation;

/// <summary>What a checkpoint is asked: held-out items in modes and strategies, some of them freely.</summary>
internal sealed record Examination
{
    private const int GymTokens = 512; // prompt and answer of a gym item

    public required IReadOnlyList<HeldOutItem> Items { get; init; }

    public required IReadOnlyList<VerdictMode> Modes { get; init; }

    /// <summary>How pairs are asked; null stands for the checkpoint's own preference.</summary>
    public IReadOnlyList<PairStrategy?> Strategies { get; init; } = [null];

    /// <summary>Items of each task and mode that are answered freely, for the format rate.</summary>
    public int FreeItems { get; init; }

    /// <summary>Threads of the model.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Where the model computes; free answers are always written by the processor.</summary>
    public string Device { get; init; } = ComputeDevice.Processor;

    /// <summary>Number type of the model; free answers are always written in fp32.</summary>
    public ModelPrecision Precision { get; init; }

    /// <summary>All tasks by name.</summary>
    public IReadOnlyDictionary<string, JudgingTask> Tasks { get; init; } = BuiltInTasks.All;

    /// <summary>Photographs need as many tokens as the checkpoint has; the gym's pictures need few, which lets more of them run at once.</summary>
    private int MaxTokens => Items.All(item => item.Source == EvidenceSource.Gym) ? GymTokens : 0;

    /// <summary>Asks everything.</summary>
    /// <param name="checkpoint">Its folder.</param>
    /// <param name="report">Told of the predictions of each task, mode and strategy.</param>
    /// <param name="cancellation">Looked at between items.</param>
    public async Task<ExaminedJudge> TakeAsync(
        string checkpoint,
        Action<IReadOnlyList<Prediction>> report,
        CancellationToken cancellation
    )
    {
        var free = FreeItems > 0 ? Free(checkpoint, cancellation) : [];
        var options = new EngineOptions
        {
            Device = Device,
            Threads = Threads,
            MaxSequences = 64,
            MaxTokens = MaxTokens,
            ImageCacheBytes = 0,
        };
        using var judge = Judge.Load(checkpoint, options, Precision);
        var evaluator = new Evaluator(judge, Tasks);
        List<Prediction> all = [];
        foreach (var task in Items.GroupBy(item => (item.Source, item.Task.Name)))
        {
            HeldOutItem[] items = [.. task];
            foreach (var mode in Modes)
            {
                foreach (var strategy in items[0].Task.Kind == TaskKind.Pairwise ? Strategies : [null])
                {
                    var said = await evaluator.AskAsync(items, mode, strategy, cancellation).ConfigureAwait(false);
                    for (int i = 0; i < said.Length; i++)
                    {
                        said[i] = said[i] with { Free = free.GetValueOrDefault((items[i], mode)) };
                    }

                    all.AddRange(said);
                    report(said);
                }
            }
        }

        return new ExaminedJudge(judge.Model, judge.Card.DefaultMode, all);
    }

    // Before the judge is loaded, so that the weights are in memory once.
    private Dictionary<(HeldOutItem, VerdictMode), IReadOnlyList<string?>> Free(string checkpoint, CancellationToken cancellation)
    {
        using var writer = new FreeAnswers(checkpoint, Threads, MaxTokens);
        Dictionary<(HeldOutItem, VerdictMode), IReadOnlyList<string?>> answers = [];
        foreach (var task in Items.GroupBy(item => (item.Source, item.Task.Name)))
        {
            HeldOutItem[] items = [.. task.Take(FreeItems)];
            foreach (var mode in Modes)
            {
                foreach (var (item, answer) in items.Zip(writer.Write(items, mode, cancellation)))
                {
                    answers[(item, mode)] = answer;
                }
            }
        }

        return answers;
    }
}
