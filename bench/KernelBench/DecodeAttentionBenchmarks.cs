using BenchmarkDotNet.Attributes;
using JudgeCore.Decoding;
using JudgeCore.Engine;
using JudgeCore.Kernels;
using JudgeCore.Models;

namespace KernelBench;

/// <summary>Attention of one token: a key head with its group of query heads, on one thread. Heads, slots and layers take turns, so that long contexts come from memory.</summary>
public class DecodeAttentionBenchmarks : KernelBenchmarks
{
    private JudgeModel model = null!;
    private TextWeights weights = null!;
    private KeyValueCache cache = null!;
    private DecodeBuffers buffers = null!;
    private HeadAttention attention = null!;
    private int turn;

    [ParamsSource(nameof(AllContexts))]
    public int Context { get; set; }

    [Params("fp32", "bf16")]
    public string Precision { get; set; } = "";

    public static IEnumerable<int> AllContexts => Sizes.Contexts;

    [GlobalSetup]
    public unsafe void Setup()
    {
        model = Judges.Load(Sizes.Shape, Precision);
        weights = TextWeights.TryRead(model)!;
        var text = model.Config.Text;
        cache = new KeyValueCache(KeyValueShape.Of(model), Sizes.Slots, Context + 1);
        buffers = new DecodeBuffers(text, 1, Context + 1);
        nint[] keys = [.. cache.KeyRows.Select(block => (nint)WeightMatrix.Pointer(block))];
        nint[] values = [.. cache.ValueRows.Select(block => (nint)WeightMatrix.Pointer(block))];
        var (heads, kvHeads, headDim, eps) = (text.Heads, text.KvHeads, text.HeadDim, (float)text.NormEps);
        attention =
            Precision == "bf16"
                ? new HeadAttention.Over<ushort, Bf16Lane>(keys, values, heads, kvHeads, headDim, eps)
                : new HeadAttention.Over<float, Fp32Lane>(keys, values, heads, kvHeads, headDim, eps);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        buffers.Dispose();
        cache.Dispose();
        model.Dispose();
    }

    [Benchmark]
    public void OneHead()
    {
        var text = model.Config.Text;
        int head = turn % text.KvHeads;
        int slot = turn / text.KvHeads % cache.Slots;
        int layer = turn / text.KvHeads / cache.Slots % text.Layers;
        turn = (turn + 1) & int.MaxValue;
        attention.Attend(buffers, weights.Layers[layer], layer, 0, head, (long)slot * cache.Length, Context, cache.Length);
    }

    internal override Demand Of(string method) =>
        Demand.Memory(
            2.0 * (Context + 1) * Judges.Text(Sizes.Shape).HeadDim * (Precision == "fp32" ? sizeof(float) : sizeof(ushort))
        );
}
