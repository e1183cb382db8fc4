// Prompts through the text stack: libtorch's matrix products, and between them loops of our own over the model's memory. Operator by operator,
// norms, rotations, attention and their copies took as long as the products. Tokens of all sequences are packed row after row, without padding;
// what flows between the products is fp32, what goes into them has the weights' type.
using JudgeCore.Engine;
using JudgeCore.Kernels;
using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeCore.Prefill;

/// <summary>The prefill pass. Dense models on a processor with 512-bit registers; others go through the model's own forward pass.</summary>
internal abstract class PromptStep : IDisposable
{
    /// <summary>Null where the model or the processor is not one for it.</summary>
    public static PromptStep? TryCreate(JudgeModel model, KeyValueCache cache, WorkCrew crew) =>
        TextWeights.TryRead(model) is not { } weights ? null
        : model.Policy.Dtype == ScalarType.BFloat16 ? new Over<ushort, Bf16Lane>(model, weights, cache, crew)
        : new Over<float, Fp32Lane>(model, weights, cache, crew);

    /// <summary>Reads again what it holds copies of.</summary>
    public abstract void WeightsChanged();

    /// <summary>Runs tokens and adds their keys and values to the cache.</summary>
    /// <param name="rows">All tokens.</param>
    /// <param name="spans">Whose they are, one behind the other.</param>
    /// <param name="visual">Features that replace the embeddings of some rows; null: none.</param>
    /// <param name="wanted">Rows whose last hidden state is asked for.</param>
    /// <returns>[wanted, hidden], after the last norm.</returns>
    public abstract Tensor Run(PromptRow[] rows, PromptSpan[] spans, PackedFeatures? visual, int[] wanted);

    public abstract void Dispose();

    /// <summary>Over weights and a cache of one number type.</summary>
    private sealed unsafe class Over<T, TLane> : PromptStep
        where T : unmanaged
        where TLane : IWeightLane<T>
    {
        private const int PieceNumbers = 1 << 13; // numbers that are worth another thread

        private readonly JudgeModel model;
        private readonly TextConfig text;
        private readonly WorkCrew crew;
        private readonly MropeTable rotary;
        private readonly LayerProjections[] layers;
        private readonly PromptAttention<T, TLane> attention;
        private readonly FloatBlock streamBlock = new(); // [rows, hidden]
        private TextWeights weights;
        private Tensor normed; // [capacity, hidden]
        private PromptRow[] rows = [];

        public Over(JudgeModel model, TextWeights weights, KeyValueCache cache, WorkCrew crew)
        {
            (this.model, this.weights, this.crew, text) = (model, weights, crew, model.Config.Text);
            var named = TextWeights.Projections(model);
            layers = [.. Enumerable.Range(0, text.Layers).Select(layer => new LayerProjections(named, layer))];
            rotary = new MropeTable(text, model.Policy);
            attention = new PromptAttention<T, TLane>(text, cache, crew);
            normed = empty([0, text.HiddenSize], model.Policy.Dtype, CPU).DetachFromDisposeScope();
        }

        private float* Stream => streamBlock.Start;

        public override void WeightsChanged() => weights = TextWeights.TryRead(model) ?? weights;

        public override Tensor Run(PromptRow[] rows, PromptSpan[] spans, PackedFeatures? visual, int[] wanted)
        {
            using var scope = NewDisposeScope();
            this.rows = rows;
            Ensure(Whole(rows.Length));
            Embed(visual);
            attention.Begin(rows, spans, rotary);
            using var input = normed.narrow(0, 0, Whole(rows.Length)); // [rows, hidden]
            Norm(weights.Layers[0].InputNorm, null);
            for (int layer = 0; layer < text.Layers; layer++)
            {
                var (mine, numbers) = (layers[layer], weights.Layers[layer]);
                using (var q = mine.Query.call(input)) // [rows, heads * headDim]
                using (var k = mine.Key.call(input)) // [rows, kvHeads * headDim]
                using (var v = mine.Value.call(input))
                using (var mixed = attention.Mix(layer, numbers, q, k, v)) // [rows, heads * headDim]
                using (var attended = mine.Output.call(mixed)) // [rows, hidden]
                {
                    Norm(numbers.PostAttentionNorm, attended);
                }

                using var gate = mine.Gate.call(input); // [rows, intermediate]
                using (var up = mine.Up.call(input))
                {
                    Activate(gate, up);
                }

                using var moved = mine.Down.call(gate); // [rows, hidden]
                Norm(
                    layer + 1 < text.Layers ? weights.Layers[layer + 1].InputNorm : weights.Norm,
                    moved,
                    layer < visual?.Deepstack.Count ? (visual.Rows, visual.Deepstack[layer]) : null
                );
            }

            return input.index_select(0, tensor(wanted, device: CPU)).MoveToOuterDisposeScope(); // [wanted, hidden]
        }

        public override void Dispose()
        {
            attention.Dispose();
            streamBlock.Dispose();
            normed.Dispose();
        }

        // oneDNN compiles a product for every number of rows: a few rows too many cost less than a new number every time.
        private int Whole(int count)
        {
            bool compiled = sizeof(T) < sizeof(float) || text.HiddenSize * text.IntermediateSize >= LinearProduct.FewestWeights;
            int step =
                !compiled ? 1
                : count <= 256 ? 16
                : 64;
            return (count + step - 1) / step * step;
        }

        private void Ensure(int count)
        {
            streamBlock.Ensure((long)count * text.HiddenSize);
            if (normed.shape[0] < count)
            {
                normed.Dispose();
                normed = zeros([count, text.HiddenSize], model.Policy.Dtype, CPU).DetachFromDisposeScope();
            }
        }

        private void Embed(PackedFeatures? visual)
        {
            int hidden = text.HiddenSize;
            Spread(
                hidden,
                (from, to) =>
                {
                    for (int row = from; row < to; row++)
                    {
                        weights.Embedding.Row(rows[row].Token, Stream + (long)row * hidden);
                    }
                }
            );
            T* features = visual is null ? null : (T*)WeightMatrix.Pointer(visual.Merged);
            for (int i = 0; i < visual?.Rows.Length; i++)
            {
                float* to = Stream + (long)visual.Rows[i] * hidden;
                new Span<float>(to, hidden).Clear();
                Lanes.AddScaled<T, TLane>(to, features + (long)i * hidden, 1, hidden);
            }
        }

        // The stream takes what a residual branch adds, features of the picture on top of it, and is normed for the next branch.
        private void Norm(float[] weight, Tensor? added, (int[] Rows, Tensor Features)? deepstack = null)
        {
            int hidden = text.HiddenSize;
            T* more = added is null ? null : (T*)WeightMatrix.Pointer(added);
            if (deepstack is var (places, features))
            {
                T* feature = (T*)WeightMatrix.Pointer(features);
                for (int i = 0; i < places.Length; i++)
                {
                    Lanes.AddScaled<T, TLane>(Stream + (long)places[i] * hidden, feature + (long)i * hidden, 1, hidden);
                }
            }

            T* to = (T*)WeightMatrix.Pointer(normed);
            fixed (float* w = weight)
            {
                float* scale = w;
                Spread(
                    hidden,
                    (first, last) =>
                    {
                        for (long at = (long)first * hidden; at < (long)last * hidden; at += hidden)
                        {
                            if (more is not null)
                            {
                                Lanes.AddScaled<T, TLane>(Stream + at, more + at, 1, hidden);
                            }

                            Lanes.RmsNorm<T, TLane>(Stream + at, scale, to + at, hidden, (float)text.NormEps);
                        }
                    }
                );
            }
        }

        private void Activate(Tensor gate, Tensor up)
        {
            int inner = text.IntermediateSize;
            T* g = (T*)WeightMatrix.Pointer(gate);
            T* u = (T*)WeightMatrix.Pointer(up);
            Spread(
                inner,
                (from, to) => Lanes.SiluTimes<T, TLane>(g + (long)from * inner, u + (long)from * inner, (long)(to - from) * inner)
            );
        }

        private void Spread(int width, Action<int, int> part)
        {
            int pieces = (int)Math.Clamp((long)rows.Length * width / PieceNumbers, 1, Math.Min(8 * crew.Threads, rows.Length));
            crew.Run(
                pieces,
                piece => part((int)((long)rows.Length * piece / pieces), (int)((long)rows.Length * (piece + 1) / pieces))
            );
        }
    }
}
