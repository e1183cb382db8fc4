// Drives the engine's own loop without its threads and times whole steps of it: planning, tensors and sampling are inside.
using System.Diagnostics;
using JudgeCore.Engine;
using JudgeCore.Images;
using JudgeCore.Models;

namespace JudgeBench;

/// <summary>Times prefill, decode and verdicts of so many sequences at once and keeps the best round of each.</summary>
internal sealed class EngineProbe : IDisposable
{
    public const int PromptTokens = 166;
    public const int DecodeTokens = 32;

    private const int PictureAt = 40;
    private static readonly HashSet<int> NoEnd = [];
    private static readonly LabelTree Labels = new([
        [11],
        [12],
    ]);

    private readonly JudgeModel model;
    private readonly Generator generator;
    private readonly int sequences;
    private readonly bool int8;
    private double prefill = double.MaxValue; // seconds
    private double decode = double.MaxValue; // seconds a step
    private double verdicts = double.MaxValue; // seconds
    private long allocated = long.MaxValue; // bytes a step
    private int pictures;

    public EngineProbe(JudgeModel model, int sequences, int threads, bool int8)
    {
        (this.model, this.sequences, this.int8) = (model, sequences, int8);
        var shape = KeyValueShape.Of(model);
        var options = new EngineOptions
        {
            MaxTokens = 256,
            MaxSequences = sequences,
            Threads = threads,
        };
        generator = new Generator(model, shape, shape.Fit(options, model.Config.Text.MaxPositions));
    }

    public void Measure()
    {
        for (int i = 0; i < sequences; i++)
        {
            generator.Add(new Sequence(Text(i), new Goal.Write(NoEnd, DecodeTokens + 1, null)));
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
        List<Sequence> asked = [.. Enumerable.Range(0, sequences).Select(_ => new Sequence(Picture(), new Goal.Score(Labels)))];
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
        double attention = 2.0 * text.Layers * text.Heads * text.HeadDim * PromptTokens * PromptTokens; // scores and mixing, causal half
        double flops = sequences * (2 * weights * PromptTokens + 2 * head + attention);
        var shape = KeyValueShape.Of(model);
        int size = shape.Dtype == TorchSharp.torch.ScalarType.Float32 ? 4 : 2;
        double bytes = (int8 ? 1 : size) * weights + size * head + (double)sequences * PromptTokens * shape.BytesPerToken;
        return new EngineTiming(
            sequences,
            sequences * PromptTokens / prefill,
            flops / prefill / limits.FlopsPerSecond,
            sequences / decode,
            bytes / decode / limits.BytesPerSecond,
            1000 * verdicts / sequences,
            allocated
        );
    }

    public void Dispose() => generator.Dispose();

    private static double Time(Action action)
    {
        long began = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static EnginePrompt Text(int number)
    {
        int[] ids = [.. Enumerable.Range(0, PromptTokens).Select(i => (37 * i + number) % 700 + 10)];
        int[] row = [.. Enumerable.Range(0, PromptTokens)];
        return new EnginePrompt(ids, [row, row, row], PromptTokens, [], 0);
    }

    // A picture that was never seen before: its features are in no cache.
    private EnginePrompt Picture()
    {
        var prompt = Text(++pictures);
        Array.Fill(prompt.Ids, Shape120M.ImageToken, PictureAt, Shape120M.ImageTokens);
        var grid = new ImageGrid(1, Shape120M.GridSide, Shape120M.GridSide);
        var positions = MropePositions.Of(
            [.. prompt.Ids.Select((id, i) => i == PictureAt - 1 ? model.Config.VisionStartTokenId : id)],
            [(1, grid.Height, grid.Width)],
            model.Config
        );
        float[] patches = new float[grid.Count * Shape120M.PatchDim];
        Array.Fill(patches, pictures % 7 / 7f);
        var picture = new PreparedImage(patches, grid, Shape120M.ImageTokens, $"picture {pictures}");
        return prompt with
        {
            Positions = positions.Rows,
            NextPosition = PromptTokens + positions.Delta,
            Images = [(picture, PictureAt)],
        };
    }
}
