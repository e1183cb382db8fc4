// The text stack of the 120 M shape with random weights in llama.cpp's file format (GGUF 3): a peer to time, not to ask.
using System.Runtime.InteropServices;
using System.Text;

namespace JudgeBench;

/// <summary>Writes the file: header, described values, described tensors, and their data at multiples of 32 bytes.</summary>
internal sealed class LlamaFile : IDisposable
{
    private const uint F32 = 0;
    private const uint Q8 = 8;
    private const uint Bf16 = 30;
    private const int Alignment = 32;
    private const int Q8Block = 32; // weights that share a half-precision scale
    private const int Q8BlockBytes = 34;

    private readonly BinaryWriter writer;
    private readonly List<(string Name, long[] Shape, uint Type)> tensors = [];
    private readonly Random random = new(1);
    private readonly uint matrices;

    private LlamaFile(Stream stream, bool int8) => (writer, matrices) = (new BinaryWriter(stream), int8 ? Q8 : Bf16);

    /// <param name="path">Written over.</param>
    /// <param name="int8">q8_0 instead of bf16 matrices.</param>
    public static void Write(string path, bool int8)
    {
        using var file = new LlamaFile(File.Create(path), int8);
        file.DescribeTensors();
        file.WriteAll();
    }

    public void Dispose() => writer.Dispose();

    private void DescribeTensors()
    {
        const int Hidden = Shape120M.Hidden;
        Matrix("token_embd", Hidden, Shape120M.Vocabulary);
        Norm("output_norm", Hidden);
        for (int layer = 0; layer < Shape120M.Layers; layer++)
        {
            string prefix = $"blk.{layer}.";
            Norm(prefix + "attn_norm", Hidden);
            Norm(prefix + "ffn_norm", Hidden);
            Norm(prefix + "attn_q_norm", Shape120M.HeadDim);
            Norm(prefix + "attn_k_norm", Shape120M.HeadDim);
            Matrix(prefix + "attn_q", Hidden, Shape120M.Heads * Shape120M.HeadDim);
            Matrix(prefix + "attn_k", Hidden, Shape120M.KvHeads * Shape120M.HeadDim);
            Matrix(prefix + "attn_v", Hidden, Shape120M.KvHeads * Shape120M.HeadDim);
            Matrix(prefix + "attn_output", Shape120M.Heads * Shape120M.HeadDim, Hidden);
            Matrix(prefix + "ffn_gate", Hidden, Shape120M.Intermediate);
            Matrix(prefix + "ffn_up", Hidden, Shape120M.Intermediate);
            Matrix(prefix + "ffn_down", Shape120M.Intermediate, Hidden);
        }

        void Matrix(string name, long inputs, long outputs) => tensors.Add((name + ".weight", [inputs, outputs], matrices));
        void Norm(string name, long size) => tensors.Add((name + ".weight", [size], F32));
    }

    private void WriteAll()
    {
        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write((ulong)tensors.Count);
        WriteValues();
        long offset = 0;
        foreach (var (name, shape, type) in tensors)
        {
            Text(name);
            writer.Write((uint)shape.Length);
            shape.ToList().ForEach(writer.Write);
            writer.Write(type);
            writer.Write(offset);
            offset += Padded(Size(shape, type));
        }

        Pad();
        foreach (var (_, shape, type) in tensors)
        {
            writer.Write(Data(Count(shape), type));
            Pad();
        }
    }

    private void WriteValues()
    {
        List<(string Key, object Value)> values =
        [
            ("general.architecture", "qwen3"),
            ("general.name", "random"),
            ("qwen3.context_length", 4096u),
            ("qwen3.embedding_length", (uint)Shape120M.Hidden),
            ("qwen3.block_count", (uint)Shape120M.Layers),
            ("qwen3.feed_forward_length", (uint)Shape120M.Intermediate),
            ("qwen3.attention.head_count", (uint)Shape120M.Heads),
            ("qwen3.attention.head_count_kv", (uint)Shape120M.KvHeads),
            ("qwen3.attention.key_length", (uint)Shape120M.HeadDim),
            ("qwen3.attention.value_length", (uint)Shape120M.HeadDim),
            ("qwen3.vocab_size", (uint)Shape120M.Vocabulary),
            ("qwen3.attention.layer_norm_rms_epsilon", 1e-6f),
            ("qwen3.rope.freq_base", 5e6f),
            ("tokenizer.ggml.model", "gpt2"),
            ("tokenizer.ggml.pre", "qwen2"),
            ("tokenizer.ggml.tokens", Enumerable.Range(0, Shape120M.Vocabulary).Select(i => $"token{i}").ToArray()),
            ("tokenizer.ggml.merges", new[] { "t o" }),
            (
                "tokenizer.ggml.token_type",
                Enumerable.Range(1, Shape120M.Vocabulary).Select(i => i == Shape120M.Vocabulary ? 3 : 1).ToArray()
            ),
            ("tokenizer.ggml.eos_token_id", (uint)Shape120M.Vocabulary - 1),
            ("tokenizer.ggml.bos_token_id", (uint)Shape120M.Vocabulary - 1),
        ];
        writer.Write((ulong)values.Count);
        foreach (var (key, value) in values)
        {
            Text(key);
            WriteValue(value);
        }
    }

    private void WriteValue(object value)
    {
        switch (value)
        {
            case uint number:
                writer.Write(4u);
                writer.Write(number);
                break;
            case float number:
                writer.Write(6u);
                writer.Write(number);
                break;
            case string text:
                writer.Write(8u);
                Text(text);
                break;
            case string[] texts:
                writer.Write(9u);
                writer.Write(8u);
                writer.Write((ulong)texts.Length);
                texts.ToList().ForEach(Text);
                break;
            case int[] numbers:
                writer.Write(9u);
                writer.Write(5u);
                writer.Write((ulong)numbers.Length);
                numbers.ToList().ForEach(writer.Write);
                break;
            default:
                throw new NotSupportedException(value.GetType().Name);
        }
    }

    // Weights of .008 to .03 either way: large enough that no kernel meets denormal numbers.
    private byte[] Data(long count, uint type)
    {
        if (type == F32)
        {
            float[] ones = new float[count];
            Array.Fill(ones, 1f);
            return MemoryMarshal.AsBytes(ones.AsSpan()).ToArray();
        }

        byte[] bytes = new byte[type == Q8 ? count / Q8Block * Q8BlockBytes : 2 * count];
        random.NextBytes(bytes);
        byte[] scale = BitConverter.GetBytes((Half)0.0003f);
        for (int at = 0; type == Q8 && at < bytes.Length; at += Q8BlockBytes)
        {
            scale.CopyTo(bytes, at);
        }

        for (int at = 1; type == Bf16 && at < bytes.Length; at += 2)
        {
            bytes[at] = (byte)(0x3c | (bytes[at] & 0x80));
        }

        return bytes;
    }

    private void Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)utf8.Length);
        writer.Write(utf8);
    }

    private void Pad() => writer.Write(new byte[Padded(writer.BaseStream.Position) - writer.BaseStream.Position]);

    private static long Padded(long size) => (size + Alignment - 1) / Alignment * Alignment;

    private static long Count(long[] shape) => shape.Aggregate((a, b) => a * b);

    private static long Size(long[] shape, uint type) =>
        type switch
        {
            F32 => 4 * Count(shape),
            Q8 => Count(shape) / Q8Block * Q8BlockBytes,
            _ => 2 * Count(shape),
        };
}
