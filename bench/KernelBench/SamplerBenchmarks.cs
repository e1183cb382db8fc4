using BenchmarkDotNet.Attributes;
using JudgeCore.Engine;
using JudgeCore.Verdicts;

namespace KernelBench;

/// <summary>Picking the next token out of a small vocabulary and of the published models'.</summary>
public class SamplerBenchmarks : KernelBenchmarks
{
    private static readonly SamplingOptions Warm = new(0.7, 5);
    private static readonly HashSet<int> Forbidden = [.. Enumerable.Range(0, 20)];

    private float[] logProbs = [];
    private int step;

    [ParamsSource(nameof(AllVocabularies))]
    public int Vocabulary { get; set; }

    public static IEnumerable<int> AllVocabularies => Sizes.Vocabularies;

    [GlobalSetup]
    public void Setup()
    {
        var random = new Random(1);
        logProbs = [.. Enumerable.Range(0, Vocabulary).Select(_ => (float)(-20 * random.NextDouble()))];
    }

    [Benchmark]
    public int Greedy() => Sampler.Next(logProbs, null, 0).Token;

    [Benchmark]
    public int Sampled() => Sampler.Next(logProbs, Warm, step++).Token;

    [Benchmark]
    public int SampledWithForbidden() => Sampler.Next(logProbs, Warm, step++, Forbidden).Token;

    internal override Demand Of(string method) => default;
}
