using System.Runtime.InteropServices;

namespace JudgeCore.Decoding;

/// <summary>Room for one step's numbers in fp32, allocated once.</summary>
internal sealed unsafe class DecodeBuffers : IDisposable
{
    private readonly List<nint> blocks = [];

    public DecodeBuffers(Models.TextConfig text, int batch, int length)
    {
        Stream = Floats((long)batch * text.HiddenSize);
        Normed = Floats((long)batch * text.HiddenSize);
        Query = Floats((long)batch * text.Heads * text.HeadDim);
        Mixed = Floats((long)batch * text.Heads * text.HeadDim);
        Key = Floats((long)batch * text.KvHeads * text.HeadDim);
        Value = Floats((long)batch * text.KvHeads * text.HeadDim);
        Scores = Floats((long)batch * text.Heads * length);
        Gate = Floats((long)batch * text.IntermediateSize);
        Up = Floats((long)batch * text.IntermediateSize);
        Added = Floats((long)batch * text.HiddenSize);
        Cos = Floats((long)batch * text.HeadDim / 2);
        Sin = Floats((long)batch * text.HeadDim / 2);
        Logits = Floats((long)batch * text.VocabSize);
    }

    /// <summary>[batch, hidden]</summary>
    public float* Stream { get; }

    /// <summary>[batch, hidden]</summary>
    public float* Normed { get; }

    /// <summary>[batch, heads * headDim]</summary>
    public float* Query { get; }

    /// <summary>[batch, heads * headDim]</summary>
    public float* Mixed { get; }

    /// <summary>[batch, kvHeads * headDim]</summary>
    public float* Key { get; }

    /// <summary>[batch, kvHeads * headDim]</summary>
    public float* Value { get; }

    /// <summary>[batch, heads, length]</summary>
    public float* Scores { get; }

    /// <summary>[batch, intermediate]</summary>
    public float* Gate { get; }

    /// <summary>[batch, intermediate]</summary>
    public float* Up { get; }

    /// <summary>[batch, hidden]: what a residual branch adds.</summary>
    public float* Added { get; }

    /// <summary>[batch, headDim / 2]</summary>
    public float* Cos { get; }

    /// <summary>[batch, headDim / 2]</summary>
    public float* Sin { get; }

    /// <summary>[batch, vocab]</summary>
    public float* Logits { get; }

    public void Dispose()
    {
        foreach (nint block in blocks)
        {
            NativeMemory.AlignedFree((void*)block);
        }

        blocks.Clear();
    }

    private float* Floats(long count)
    {
        void* block = NativeMemory.AlignedAlloc((nuint)(count * sizeof(float)), 64);
        blocks.Add((nint)block);
        return (float*)block;
    }
}
