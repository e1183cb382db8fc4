using BenchmarkDotNet.Attributes;
using JudgeBench;
using JudgeCore.Engine;
using JudgeCore.Kernels;
using JudgeCore.Models;
using JudgeCore.Prefill;
using TorchSharp;
using static TorchSharp.torch;

namespace KernelBench;

/// <summary>A whole prefill pass of the text stack on all cores: prompts of 166 tokens, packed.</summary>
public class PromptStepBenchmarks : KernelBenchmarks
{
    private const int Tokens = ProbePrompts.Tokens;

    private JudgeModel model = null!;
    private KeyValueCache cache = null!;
    private WorkCrew crew = null!;
    private PromptStep step = null!;
    private PromptRow[] rows = [];
    private PromptSpan[] spans = [];
    private int[] wanted = [];

    [ParamsSource(nameof(AllShapes))]
    public string Shape { get; set; } = "";

    [Params("fp32", "bf16")]
    public string Precision { get; set; } = "";

    [ParamsSource(nameof(AllPrompts))]
    public int Prompts { get; set; }

    public static IEnumerable<string> AllShapes => Sizes.Shapes;

    public static IEnumerable<int> AllPrompts => Sizes.Batches;

    [GlobalSetup]
    public void Setup()
    {
        set_num_threads(Environment.ProcessorCount);
        model = Judges.Load(Shape, Precision);
        cache = new KeyValueCache(KeyValueShape.Of(model), Prompts, Tokens);
        crew = WorkCrew.Create(Environment.ProcessorCount);
        step = PromptStep.TryCreate(model, cache, crew) ?? throw new NotSupportedException("needs 512-bit registers");
        rows =
        [
            .. Enumerable
                .Range(0, Prompts * Tokens)
                .Select(i => new PromptRow(i % 700 + 10, i, i % Tokens, i % Tokens, i % Tokens)),
        ];
        spans = [.. Enumerable.Range(0, Prompts).Select(i => new PromptSpan(i * Tokens, i, 0, Tokens, null))];
        wanted = [.. Enumerable.Range(1, Prompts).Select(i => i * Tokens - 1)];
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        step.Dispose();
        crew.Dispose();
        cache.Dispose();
        model.Dispose();
    }

    [Benchmark]
    public void Step()
    {
        using var guard = inference_mode();
        using var hidden = step.Run(rows, spans, null, wanted); // [prompts, hidden]
    }

    // Products of the layers, and the causal half of attention's scores and mixing.
    internal override Demand Of(string method)
    {
        var text = Judges.Text(Shape);
        double attention = 2.0 * text.Layers * text.Heads * text.HeadDim * Tokens * Tokens;
        double flops = Prompts * (2 * Judges.LayerWeights(text) * Tokens + attention);
        return Demand.Products(flops, Precision, Environment.ProcessorCount);
    }
}
