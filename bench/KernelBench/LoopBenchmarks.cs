using BenchmarkDotNet.Attributes;
using JudgeCore.Kernels;

namespace KernelBench;

/// <summary>The loops between the products over 3,072 numbers, on one thread; all of them stay in the cache.</summary>
public unsafe class LoopBenchmarks : KernelBenchmarks
{
    private const int Numbers = 3072;
    private const int HeadDim = 64;
    private const float Eps = 1e-6f;

    private readonly float[] logProbs = new float[Numbers];
    private Block from = null!;
    private Block weight = null!;
    private Block to = null!;

    [GlobalSetup]
    public void Setup() =>
        (from, weight, to) = (
            new Block(Numbers * sizeof(float)),
            new Block(Numbers * sizeof(float)),
            new Block(Numbers * sizeof(float))
        );

    [GlobalCleanup]
    public void Cleanup()
    {
        from.Dispose();
        weight.Dispose();
        to.Dispose();
    }

    [Benchmark]
    public void NormFp32() => Lanes.RmsNorm<float, Fp32Lane>(from.Floats, weight.Floats, to.Floats, Numbers, Eps);

    [Benchmark]
    public void NormToBf16() => Lanes.RmsNorm<ushort, Bf16Lane>(from.Floats, weight.Floats, to.Halves, Numbers, Eps);

    [Benchmark]
    public void Rotation()
    {
        for (int at = 0; at < Numbers; at += HeadDim)
        {
            Lanes.Rotate<float, Fp32Lane>(from.Floats + at, weight.Floats, to.Floats, 1, HeadDim / 2, from.Floats + at);
        }
    }

    [Benchmark]
    public void AddBf16() => Lanes.AddScaled<ushort, Bf16Lane>(to.Floats, from.Halves, 1, Numbers);

    [Benchmark]
    public void SiluFp32() => Lanes.SiluTimes(to.Floats, from.Floats, Numbers);

    [Benchmark]
    public void SiluBf16() => Lanes.SiluTimes<ushort, Bf16Lane>(to.Halves, from.Halves, Numbers);

    [Benchmark]
    public void GeluBf16() => Lanes.Gelu<ushort, Bf16Lane>(to.Halves, Numbers);

    [Benchmark]
    public float Softmax() => Lanes.ExpFromLargest(to.Floats, Numbers);

    [Benchmark]
    public void LogSoftmax() => Lanes.LogSoftmax(from.Floats, logProbs);

    internal override Demand Of(string method) =>
        new(
            Numbers
                * method switch
                {
                    nameof(NormFp32) => 12.0,
                    nameof(NormToBf16) => 10,
                    nameof(AddBf16) => 10,
                    nameof(SiluFp32) => 12,
                    nameof(SiluBf16) => 6,
                    nameof(GeluBf16) => 4,
                    _ => 8,
                }
        );
}
