// Drives the engine's own loop without its threads and times whole steps of it: planning, tensors and sampling are inside.
using System.Diagnostics;
using JudgeCore.Engine;
using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;
using Generator = JudgeCore.Engine.Generator;

namespace JudgeBench;

/// <summary>Times prefill, decode and verdicts of so many sequences at once and keeps the best round of each.</summary>
internal sealed class EngineProbe : IDisposable
{
    public const int DecodeTokens = 32;

    private static readonly HashSet<int> NoEnd = [];
    private readonly JudgeModel model;
    private readonly ProbePrompts prompts;
    private readonly Generator generator;
    private readonly int sequences;
    private readonly bool int8;
    private double prefill = double.MaxValue; // seconds
    private double decode = double.MaxValue; // seconds a step
    private double verdicts = double.MaxValue; // seconds
    private long allocated = long.MaxValue; // bytes a step

    public EngineProbe(JudgeModel model, int sequences, int threads, bool int8)
    {
        (this.model, this.sequences, this.int8) = (model, sequences, int8);
        prompts = new ProbePrompts(model);
        var shape = KeyValueShape.Of(model);
        var options = new EngineOptions
        {
            MaxTokens = 256,
            MaxSequences = sequences,
            Threads = threads,
        };
        generator = new Generator(model, shape, shape.Fit(options, model.Config.Text.MaxPositions));
    }

    /// <summary>Until loops are compiled for speed: what is called thirty times is.</summary>
    public void Warm()
    {
        for (int i = 0; i < 3; i++)
        {
            Ask([.. Enumerable.Range(0, sequences).Select(_ => prompts.Picture())]);
        }
    }

    public void Measure()
    {
        for (int i = 0; i < sequences; i++)
        {
            generator.Add(new Sequence(ProbePrompts.Text(i), new Goal.Write(NoEnd, DecodeTokens + 1, null)));
        }

        prefill = Math.Min(prefill, Time(() => generator.Step()));
        long before = GC.GetAllocatedBytesForCurrentThread();
        int steps = 0;
        while (!generator.Idle)
        {
            // Single steps, not the mean: of a busy machine the best step says what the engine can do.
            decode = Math.Min(decode, Time(() => generator.Step()));
            steps++;
        }

        allocated = Math.Min(allocated, (GC.GetAllocatedBytesForCurrentThread() - before) / steps);
        List<Sequence> asked =
        [
            .. Enumerable.Range(0, sequences).Select(_ => new Sequence(prompts.Picture(), new Goal.Score(ProbePrompts.Labels))),
        ];
        verdicts = Math.Min(verdicts, Time(() => generator.Run(asked)));
    }

    public EngineTiming Result(Roofline limits)
    {
        var text = model.Config.Text;
        double weights = model
            .named_parameters()
            .Where(p => p.name.Contains("language_model.layers", StringComparison.Ordinal) && p.parameter.dim() == 2)
            .Sum(p => (double)p.parameter.numel());
        double head = (double)text.VocabSize * text.HiddenSize;
        double attention = 2.0 * text.Layers * text.Heads * text.HeadDim * ProbePrompts.Tokens * ProbePrompts.Tokens; // scores and mixing, causal half
        double flops = sequences * (2 * weights * ProbePrompts.Tokens + 2 * head + attention);
        var shape = KeyValueShape.Of(model);
        int size = shape.Dtype == TorchSharp.torch.ScalarType.Float32 ? 4 : 2;
        double bytes = (int8 ? 1 : size) * weights + size * head + (double)sequences * ProbePrompts.Tokens * shape.BytesPerToken;
        return new EngineTiming(
            sequences,
            sequences * ProbePrompts.Tokens / prefill,
            flops / prefill / limits.FlopsPerSecond,
            sequences / decode,
            bytes / decode / limits.BytesPerSecond,
            1000 * verdicts / sequences,
            (flops + sequences * PictureFlops()) / verdicts / limits.FlopsPerSecond,
            allocated
        );
    }

    /// <summary>A repeated picture, and a shared beginning of the prompt: the saving beside the skipped work.</summary>
    public IReadOnlyList<ReuseTiming> Reuse(int rounds)
    {
        const int Shared = 110; // tokens: the picture's among them
        double[] best = [.. Enumerable.Repeat(double.MaxValue, 6)];
        for (int round = 0; round < rounds; round++)
        {
            EnginePrompt[] asked = [.. Enumerable.Range(0, sequences).Select(_ => prompts.Picture())];
            Keep(0, () => Ask(asked));
            Keep(1, () => Ask(asked));
            Keep(2, () => Encode(asked));

            // Another text of the same length: its beginning is in no cache yet.
            var rubric = ProbePrompts.Text(round + 1000);
            EnginePrompt[] texts =
            [
                .. Enumerable
                    .Range(0, sequences)
                    .Select(i => rubric with { Ids = [.. rubric.Ids[..Shared], .. ProbePrompts.Text(i).Ids[Shared..]] }),
            ];
            EnginePrompt[] sharing = [.. texts.Select(text => text with { SharedPrefix = Shared })];
            Ask([sharing[0]]);
            Keep(3, () => Ask(texts));
            Keep(4, () => Ask(sharing));
            EnginePrompt[] beginnings = [.. texts.Select(text => Cut(text, Shared))];
            Keep(5, () => Ask(beginnings));
        }

        return
        [
            new ReuseTiming("picture", best[0], best[1], best[2], (best[0] - best[1]) / best[2]),
            new ReuseTiming("rubric", best[3], best[4], best[5], (best[3] - best[4]) / best[5]),
        ];

        void Keep(int at, Action work) => best[at] = Math.Min(best[at], 1000 * Time(work));
    }

    /// <summary>A sequence alone with contexts of several lengths.</summary>
    public static IReadOnlyList<ContextTiming> Contexts(JudgeModel model, int threads, int[] lengths, int rounds)
    {
        var shape = KeyValueShape.Of(model);
        var options = new EngineOptions
        {
            MaxTokens = lengths.Max() + 16,
            MaxSequences = 1,
            Threads = threads,
        };
        using var generator = new Generator(model, shape, shape.Fit(options, model.Config.Text.MaxPositions));
        List<ContextTiming> timings = [];
        foreach (int length in lengths)
        {
            var (prefill, decode) = (double.MaxValue, double.MaxValue);
            for (int round = 0; round < rounds; round++)
            {
                generator.Add(new Sequence(ProbePrompts.Text(round, length), new Goal.Write(NoEnd, 9, null)));
                double reading = 0;
                bool first = true;
                while (!generator.Idle)
                {
                    double step = 1000 * Time(() => generator.Step());
                    (reading, decode) = first ? (step, decode) : (reading, Math.Min(decode, step));
                    first = false;
                }

                prefill = Math.Min(prefill, reading);
            }

            timings.Add(new ContextTiming(length, prefill, decode));
        }

        return timings;
    }

    public void Dispose() => generator.Dispose();

    private void Ask(EnginePrompt[] asked) =>
        generator.Run(asked.Select(prompt => new Sequence(prompt, new Goal.Score(ProbePrompts.Labels))));

    private void Encode(EnginePrompt[] asked)
    {
        using var guard = inference_mode();
        using var scope = NewDisposeScope();
        using var features = new ImageFeatures(model, model.Policy.Dtype, CPU, long.MaxValue);
        features.Gather([.. asked.Select(prompt => (prompt.Images[0].Image, 0, prompt.Images[0].Image.Tokens))]);
    }

    private static EnginePrompt Cut(EnginePrompt text, int tokens) =>
        text with
        {
            Ids = text.Ids[..tokens],
            Positions = [.. text.Positions.Select(row => row[..tokens])],
            NextPosition = tokens,
        };

    // Matrix products of the vision tower, and its attention; a merge block is one row of a merger.
    private double PictureFlops()
    {
        int patches = Shape120M.GridSide * Shape120M.GridSide;
        var vision = model.Config.Vision;
        double products = model
            .named_parameters()
            .Where(p =>
                p.name.Contains("visual", StringComparison.Ordinal)
                && p.parameter.dim() >= 2
                && !p.name.Contains("pos_embed", StringComparison.Ordinal)
            )
            .Sum(p =>
                2.0
                * p.parameter.numel()
                * (p.name.Contains("merger", StringComparison.Ordinal) ? Shape120M.ImageTokens : patches)
            );
        return products + 4.0 * vision.Depth * patches * patches * vision.HiddenSize;
    }

    private static double Time(Action action)
    {
        long began = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }
}
