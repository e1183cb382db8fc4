using BenchmarkDotNet.Attributes;
using JudgeCore.Tokens;

namespace KernelBench;

/// <summary>Text to tokens and back with the shipped judge's tokenizer: a caption, and a page.</summary>
public class TokenizerBenchmarks : KernelBenchmarks
{
    private const string Caption = "a red ball on a table, beside a blue cup and a lamp";

    private readonly JudgeTokenizer tokenizer = new(Path.Combine(Judges.Folder, "tokenizer.json"));
    private string text = "";
    private int[] ids = [];

    [Params("caption", "page")]
    public string Text { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        text = Text == "caption" ? Caption : string.Join(". ", Enumerable.Repeat(Caption, 60));
        ids = tokenizer.Encode(text);
    }

    [Benchmark]
    public int[] Encode() => tokenizer.Encode(text);

    [Benchmark]
    public string Decode() => tokenizer.Decode(ids);

    internal override Demand Of(string method) => default;
}
