using BenchmarkDotNet.Attributes;
using JudgeCore.Engine;
using JudgeCore.Kernels;
using JudgeCore.Models;
using JudgeCore.Prefill;
using TorchSharp;
using static TorchSharp.torch;

namespace KernelBench;

/// <summary>Attention of a whole prompt in one layer, on one thread: norms, rotation, keys and values into the cache, mixing.</summary>
public class PromptAttentionBenchmarks : KernelBenchmarks
{
    private JudgeModel model = null!;
    private TextWeights weights = null!;
    private KeyValueCache cache = null!;
    private WorkCrew crew = null!;
    private PromptAttention<ushort, Bf16Lane> attention = null!;
    private Tensor query = null!; // [tokens, heads * headDim]
    private Tensor key = null!; // [tokens, kvHeads * headDim]
    private Tensor value = null!; // [tokens, kvHeads * headDim]

    [ParamsSource(nameof(AllTokens))]
    public int Tokens { get; set; }

    public static IEnumerable<int> AllTokens => Sizes.Prompts;

    [GlobalSetup]
    public void Setup()
    {
        model = Judges.Load(Sizes.Shape, "bf16");
        weights = TextWeights.TryRead(model)!;
        var text = model.Config.Text;
        cache = new KeyValueCache(KeyValueShape.Of(model), 1, Tokens);
        crew = WorkCrew.Create(1);
        attention = new PromptAttention<ushort, Bf16Lane>(text, cache, crew);
        PromptRow[] rows = [.. Enumerable.Range(0, Tokens).Select(i => new PromptRow(i % 700, i, i, i, i))];
        attention.Begin(rows, [new PromptSpan(0, 0, 0, Tokens, null)], new MropeTable(text, model.Policy));
        query = zeros([Tokens, text.Heads * text.HeadDim], ScalarType.BFloat16);
        key = zeros([Tokens, text.KvHeads * text.HeadDim], ScalarType.BFloat16);
        value = zeros_like(key);
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        query.Dispose();
        key.Dispose();
        value.Dispose();
        attention.Dispose();
        crew.Dispose();
        cache.Dispose();
        model.Dispose();
    }

    [Benchmark]
    public void OneLayer()
    {
        using var guard = inference_mode();
        using var mixed = attention.Mix(0, weights.Layers[0], query, key, value); // [tokens, heads * headDim]
    }

    // Scores and mixing, the causal half of them.
    internal override Demand Of(string method)
    {
        var text = Judges.Text(Sizes.Shape);
        return Demand.Products(2.0 * text.Heads * text.HeadDim * Tokens * Tokens);
    }
}
