using BenchmarkDotNet.Attributes;
using JudgeCore.Engine;
using JudgeCore.Models;

namespace KernelBench;

/// <summary>The engine's own loop for 128 tokens of each sequence, planning and sampling included. A call is one step; a 128th of it is reading one-token prompts and setting up.</summary>
public class DecodeLoopBenchmarks : KernelBenchmarks
{
    private const int Steps = 128;
    private static readonly HashSet<int> NoEnd = [];
    private static readonly EnginePrompt Prompt = new(
        [10],
        [
            [0],
            [0],
            [0],
        ],
        1,
        [],
        0
    );

    private JudgeModel model = null!;
    private Generator generator = null!;

    [ParamsSource(nameof(AllShapes))]
    public string Shape { get; set; } = "";

    [ParamsSource(nameof(AllSequences))]
    public int Sequences { get; set; }

    public static IEnumerable<string> AllShapes => Sizes.Shapes;

    public static IEnumerable<int> AllSequences => Sizes.Batches;

    [GlobalSetup]
    public void Setup()
    {
        model = Judges.Load(Shape, "bf16");
        var shape = KeyValueShape.Of(model);
        var options = new EngineOptions
        {
            MaxTokens = Steps + 2,
            MaxSequences = Sequences,
            Threads = Environment.ProcessorCount,
        };
        generator = new Generator(model, shape, shape.Fit(options, model.Config.Text.MaxPositions));
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        generator.Dispose();
        model.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Steps)]
    public void Step() =>
        generator.Run(Enumerable.Range(0, Sequences).Select(_ => new Sequence(Prompt, new Goal.Write(NoEnd, Steps + 1, null))));

    internal override Demand Of(string method) => default;
}
