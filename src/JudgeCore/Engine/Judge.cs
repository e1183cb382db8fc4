// The judge of this process: turns requests into sequences, hands them to the model's thread, and reads verdicts off the results.
using JudgeCore.Checkpoints;
using JudgeCore.Images;
using JudgeCore.Models;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;
using static TorchSharp.torch;

namespace JudgeCore.Engine;

/// <summary>A checkpoint folder, loaded and answering. Requests that arrive together are computed together.</summary>
public sealed class Judge : IJudge, IDisposable
{
    // Its products are over before a second thread has begun to help, and on a busy machine they wait for that thread.
    private const long SmallModel = 16_000_000; // weights

    private readonly Snapshot snapshot;
    private readonly EngineOptions options;
    private readonly ModelThread thread;
    private readonly VerdictCache verdicts;
    private readonly TimeProvider time;

    private Judge(Snapshot snapshot, EngineOptions options, TimeProvider time)
    {
        var shape = KeyValueShape.Of(snapshot.Model);
        this.options = shape.Fit(options, snapshot.Model.Config.Text.MaxPositions);
        if (options is { Threads: 0, Cores: null } && snapshot.Model.parameters().Sum(weight => weight.numel()) < SmallModel)
        {
            this.options = this.options with { Threads = 1 };
        }

        (this.snapshot, this.time) = (snapshot, time);
        verdicts = new VerdictCache(options.VerdictCacheBytes);
        thread = new ModelThread(() => new Generator(snapshot.Model, shape, this.options), this.options, time);
    }

    public ModelIdentity Model => snapshot.Identity;

    /// <inheritdoc/>
    public VerdictMode DefaultMode => snapshot.Card.DefaultMode;

    /// <summary>What the checkpoint records about itself: default mode, pair strategies, calibration.</summary>
    public JudgeCard Card => snapshot.Card;

    /// <summary>Requests that were handed over and have not ended.</summary>
    public int Outstanding => thread.Outstanding;

    /// <param name="folder">A checkpoint folder in Hugging Face form.</param>
    /// <param name="options">Sizes of queue and caches.</param>
    /// <param name="precision">Number type of the computation.</param>
    /// <param name="time">Clock of the timings; null: the system's.</param>
    /// <param name="version">Name of the version in verdicts; null: the folder's own.</param>
    /// <param name="earlier">A judge whose memory is shared where weights are equal; lives until this returns. Null: none.</param>
    /// <exception cref="CheckpointException">Files are missing or damaged, or weights do not fit the configuration.</exception>
    /// <exception cref="UnsupportedConfigException">A configuration asks for something unsupported.</exception>
    /// <exception cref="Tokens.TokenizerException">The tokenizer is malformed, unsupported, or not this model's.</exception>
    public static Judge Load(
        string folder,
        EngineOptions options,
        ModelPrecision precision = ModelPrecision.Float32,
        TimeProvider? time = null,
        string? version = null,
        Judge? earlier = null
    )
    {
        var snapshot = Snapshot.Load(folder, precision, ComputeDevice.Parse(options.Device), version, earlier?.snapshot);
        return new Judge(snapshot, options, time ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public async Task<JudgeOutcome> JudgeAsync(JudgeRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        long began = time.GetTimestamp();
        if (Misfit(request) is { } refusal)
        {
            return refusal;
        }

        PreparedImage[] images = [.. request.Images.Select(snapshot.Images.Prepare)];
        var plan = Plan(request, images);
        var sequences = plan
            .Prompts.Select(prompt => new Sequence(prompt, Goal(plan, request)) { Cancelled = cancellationToken })
            .ToList();
        if (sequences.Max(sequence => sequence.Capacity) is var needed && needed > options.MaxTokens)
        {
            return new JudgeOutcome.Refused(
                "prompt_too_long",
                request.Text is null ? "images" : "text",
                $"The prompt and its answer need {needed} tokens; this checkpoint is served with at most {options.MaxTokens}."
            );
        }

        long prepared = time.GetTimestamp();
        string? key = verdicts.Key(request, plan);
        if (key is not null && verdicts.Find(key) is { } known)
        {
            return new JudgeOutcome.Judged(
                known with
                {
                    Timings = new JudgeTimings(0, time.GetElapsedTime(began, prepared).TotalMilliseconds, 0),
                }
            );
        }

        if (thread.TryPost(sequences) is not { } job)
        {
            return new JudgeOutcome.Busy(TimeSpan.FromSeconds(1));
        }

        await job.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
        var timings = new JudgeTimings(
            time.GetElapsedTime(job.PostedAt, job.StartedAt).TotalMilliseconds,
            time.GetElapsedTime(began, prepared).TotalMilliseconds,
            time.GetElapsedTime(job.StartedAt, job.EndedAt).TotalMilliseconds
        );
        var verdict = new VerdictReader(snapshot, plan).Read(request, sequences, timings);
        if (key is not null)
        {
            verdicts.Keep(key, verdict);
        }

        return new JudgeOutcome.Judged(verdict);
    }

    /// <summary>Finishes what was handed over, then frees the model.</summary>
    public void Dispose()
    {
        thread.Dispose();
        snapshot.Dispose();
        NativeHeap.Trim();
    }

    private JudgeOutcome.Refused? Misfit(JudgeRequest request)
    {
        if (request.Images.Count != request.Task.ImageCount)
        {
            return new JudgeOutcome.Refused(
                "wrong_image_count",
                "images",
                $"Task '{request.Task.Name}' takes {request.Task.ImageCount} image(s), the request has {request.Images.Count}."
            );
        }

        for (int i = 0; i < request.Images.Count; i++)
        {
            if (snapshot.Images.Grid(request.Images[i].Width, request.Images[i].Height) is null)
            {
                return new JudgeOutcome.Refused(
                    "image_aspect_ratio",
                    $"images[{i}]",
                    $"The image is {request.Images[i].Width} x {request.Images[i].Height} pixels; one side may be at most {SmartResize.MaxAspectRatio} times the other."
                );
            }
        }

        return null;
    }

    private JudgingPlan Plan(JudgeRequest request, PreparedImage[] images)
    {
        var mode = request.Mode ?? snapshot.Card.DefaultMode;
        if (request.Task.Kind != TaskKind.Pairwise)
        {
            return new JudgingPlan(mode, null, request.Task, [snapshot.Prompts.Render(request.Task, images, request.Text, mode)]);
        }

        var strategy = request.Strategy ?? snapshot.Card.StrategyOf(request.Task.Name);
        if (strategy == PairStrategy.Independent && request.Twin is { } twin)
        {
            return new JudgingPlan(
                mode,
                strategy,
                twin,
                [.. images.Select(image => snapshot.Prompts.Render(twin, [image], request.Text, mode))]
            );
        }

        return new JudgingPlan(
            mode,
            PairStrategy.Joint,
            request.Task,
            [
                snapshot.Prompts.Render(request.Task, images, request.Text, mode),
                snapshot.Prompts.Render(request.Task, [images[1], images[0]], request.Text, mode),
            ]
        );
    }

    private Goal Goal(JudgingPlan plan, JudgeRequest request)
    {
        var answers = snapshot.Prompts.Answers;
        var labels = answers.Tree(plan.Asked.Labels);
        return plan.Mode == VerdictMode.Verdict
            ? new Goal.Score(labels)
            : new Goal.Reason(labels, answers.CloseIds, answers.Forbidden, options.MaxReasoningTokens, request.Sampling);
    }
}
