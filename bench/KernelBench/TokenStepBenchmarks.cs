using BenchmarkDotNet.Attributes;
using JudgeBench;
using JudgeCore.Decoding;
using JudgeCore.Engine;
using JudgeCore.Kernels;
using JudgeCore.Models;

namespace KernelBench;

/// <summary>A whole decoding step on all cores: one token of each sequence behind 166 others.</summary>
public class TokenStepBenchmarks : KernelBenchmarks
{
    private JudgeModel model = null!;
    private KeyValueCache cache = null!;
    private WorkCrew crew = null!;
    private TokenStep step = null!;
    private DecodeRow[] rows = [];
    private float[][][] logProbs = [];

    [ParamsSource(nameof(AllShapes))]
    public string Shape { get; set; } = "";

    [Params("fp32", "bf16", "int8")]
    public string Precision { get; set; } = "";

    [ParamsSource(nameof(AllSequences))]
    public int Sequences { get; set; }

    public static IEnumerable<string> AllShapes => Sizes.Shapes;

    public static IEnumerable<int> AllSequences => Sizes.Batches;

    [GlobalSetup]
    public void Setup()
    {
        const int Before = ProbePrompts.Tokens;
        model = Judges.Load(Shape, Precision);
        cache = new KeyValueCache(KeyValueShape.Of(model), Sequences, Before + 1);
        crew = WorkCrew.Create(Environment.ProcessorCount);
        step = TokenStep.TryCreate(model, cache, crew) ?? throw new NotSupportedException("needs 512-bit registers");
        rows = [.. Enumerable.Range(0, Sequences).Select(i => new DecodeRow(10 + i, i, Before, Before, Before, Before))];
        logProbs = [.. Enumerable.Range(0, Sequences).Select(_ => new[] { new float[model.Config.Text.VocabSize] })];
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
    public void Step() => step.Run(rows, logProbs);

    // Weights once, keys and values of every sequence.
    internal override Demand Of(string method)
    {
        var text = Judges.Text(Shape);
        int size = Precision == "fp32" ? sizeof(float) : sizeof(ushort);
        double cached = 2.0 * text.Layers * text.KvHeads * text.HeadDim * ProbePrompts.Tokens * Sequences;
        double weights = (Precision == "int8" ? 1 : size) * Judges.LayerWeights(text);
        return Demand.Memory(weights + size * ((double)text.VocabSize * text.HiddenSize + cached), Environment.ProcessorCount);
    }
}
