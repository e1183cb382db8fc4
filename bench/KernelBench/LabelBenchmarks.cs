using BenchmarkDotNet.Attributes;
using JudgeCore.Engine;

namespace KernelBench;

/// <summary>Five labels of three tokens with shared beginnings: building their tree, and reading the distribution off it.</summary>
public class LabelBenchmarks : KernelBenchmarks
{
    private static readonly int[][] Labels =
    [
        [1, 2, 3],
        [1, 2, 4],
        [1, 5, 3],
        [6, 5, 3],
        [6, 5, 4],
    ];

    private readonly LabelTree tree = new(Labels);
    private readonly float[] logProbs = new float[768];

    [Benchmark]
    public object Tree() => new LabelTree(Labels);

    [Benchmark]
    public double Distribution() => tree.Distribution(_ => logProbs)[0];

    internal override Demand Of(string method) => default;
}
