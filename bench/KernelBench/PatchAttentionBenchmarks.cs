using BenchmarkDotNet.Attributes;
using JudgeCore.Prefill;
using TorchSharp;
using static TorchSharp.torch;

namespace KernelBench;

/// <summary>The vision tower's attention over one picture of the 120 M shape in one layer, on one thread.</summary>
public class PatchAttentionBenchmarks : KernelBenchmarks
{
    private const int Heads = 6;
    private const int HeadDim = 64;
    private const int Patches = JudgeBench.Shape120M.GridSide * JudgeBench.Shape120M.GridSide;

    private Tensor qkv = null!; // [patches, 3 * heads * headDim]
    private Tensor cos = null!; // [patches, 1, headDim]
    private Tensor sin = null!; // [patches, 1, headDim]

    [Params("fp32", "bf16")]
    public string Precision { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        set_num_threads(1);
        qkv = zeros([Patches, 3 * Heads * HeadDim], Precision == "bf16" ? ScalarType.BFloat16 : ScalarType.Float32);
        cos = ones([Patches, 1, HeadDim], ScalarType.Float32);
        sin = zeros([Patches, 1, HeadDim], ScalarType.Float32);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        qkv.Dispose();
        cos.Dispose();
        sin.Dispose();
        set_num_threads(Environment.ProcessorCount);
    }

    [Benchmark]
    public void OneLayer()
    {
        using var guard = inference_mode();
        using var mixed = SegmentAttention.Mix(qkv, (cos, sin), [Patches], Heads); // [patches, heads * headDim]
    }

    internal override Demand Of(string method) => Demand.Products(4.0 * Heads * HeadDim * Patches * Patches);
}
