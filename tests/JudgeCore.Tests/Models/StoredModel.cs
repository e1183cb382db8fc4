using JudgeCore.Adapters;
using JudgeCore.Checkpoints;
using JudgeCore.Engine;
using JudgeCore.Kernels;
using JudgeCore.Models;
using JudgeCore.Tests.Checkpoints;
using JudgeCore.Tests.Engine;
using TorchSharp;
using static TorchSharp.torch;
using Generator = JudgeCore.Engine.Generator;

namespace JudgeCore.Tests.Models;

/// <summary>Checkpoint folders of <see cref="SmallModel"/>, loaded in one of the ways in which a judge is served.</summary>
internal sealed class StoredModel(ScalarType stored, ModelPrecision precision) : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>The combinations of stored type and precision that take different ways through loading.</summary>
    public static TheoryData<ScalarType, ModelPrecision> Ways =>
        new()
        {
            { ScalarType.Float32, ModelPrecision.Float32 },
            { ScalarType.Float32, ModelPrecision.BFloat16 },
            { ScalarType.BFloat16, ModelPrecision.Float32 },
            { ScalarType.BFloat16, ModelPrecision.BFloat16 },
            { ScalarType.BFloat16, ModelPrecision.Int8 },
            { ScalarType.Float32, ModelPrecision.Int8 },
        };

    private ComputePolicy Policy => precision == ModelPrecision.Float32 ? ComputePolicy.Fp32Cpu : ComputePolicy.Bf16Cpu;

    /// <summary>Saves the same weights under a name, after a change.</summary>
    public string Save(string name, Action<Dictionary<string, Tensor>>? change = null)
    {
        using var small = new SmallModel();
        using (no_grad())
        {
            change?.Invoke(small.Model.state_dict());
        }

        string path = folder[name];
        CheckpointWriter.Save(path, small.Model, new CheckpointContents { Config = SmallModel.Config, Dtype = stored });
        return path;
    }

    /// <summary>Saves a checkpoint with an adapter of rank 2 beside its weights.</summary>
    public string Adapt(string path, string name, float b, params string[] targets)
    {
        string adapterPath = folder[$"{name}-adapter"];
        var config = new AdapterConfig
        {
            Rank = 2,
            Alpha = 4,
            Targets = AdapterTargets.Named(targets),
        };
        using (var model = ModelLoader.Load(path, ComputePolicy.Fp32Cpu))
        using (var adapter = LoraAdapter.Attach(model, config, seed: 1))
        {
            using var guard = no_grad();
            adapter.Weights.ToList().ForEach(part => part.B.fill_(b));
            AdapterFolder.Write(adapterPath, config, adapter.Weights);
        }

        AdaptedCheckpoint.Write(path, adapterPath, folder[name], new JudgeCard());
        return folder[name];
    }

    /// <summary>As it is served.</summary>
    public JudgeModel Lend(string path, JudgeModel? earlier = null)
    {
        var model = ModelLoader.Lend(path, Policy, earlier);
        if (precision == ModelPrecision.Int8)
        {
            Int8Weights.Apply(model, earlier);
        }

        return model;
    }

    /// <summary>In memory of its own.</summary>
    public JudgeModel Load(string path)
    {
        var model = ModelLoader.Load(path, Policy);
        if (precision == ModelPrecision.Int8)
        {
            Int8Weights.Apply(model);
        }

        return model;
    }

    /// <summary>Every tensor's address and bytes; eight-bit copies under their matrices' names.</summary>
    public static unsafe Dictionary<string, (nint Place, long Bytes)> Places(JudgeModel model)
    {
        var tensors = model.state_dict();
        foreach (var (name, projection) in TextWeights.Projections(model))
        {
            if (projection.Bare is Int8Matrix rounded)
            {
                tensors[$"{name} int8"] = rounded.Stored;
            }
        }

        return tensors.ToDictionary(
            entry => entry.Key,
            entry => ((nint)WeightMatrix.Pointer(entry.Value), (long)entry.Value.bytes.Length)
        );
    }

    /// <summary>What the model says to a prompt with a picture and to one without: every bit of it.</summary>
    public static List<string> Answers(JudgeModel model)
    {
        using var prompts = new SmallModel();
        var shape = KeyValueShape.Of(model);
        using var generator = new Generator(model, shape, shape.Fit(new EngineOptions { MaxTokens = 128, Threads = 1 }, 512));
        List<Sequence> asked =
        [
            new(prompts.Prompt(3), new Goal.Write(new HashSet<int>(), 8, null)),
            new(prompts.Prompt(4, images: 0), new Goal.Write(new HashSet<int>(), 8, null)),
            new(prompts.Prompt(6, tokens: 1, images: 0), new Goal.Write(new HashSet<int>(), 2, null)),
        ];
        generator.Run(asked);
        return
        [
            .. asked.SelectMany(sequence =>
                sequence.Completion.Zip(sequence.LogProbs, (id, log) => $"{id} {BitConverter.SingleToInt32Bits((float)log)}")
            ),
        ];
    }

    public static List<string> Tokens(List<string> answers) => [.. answers.Select(answer => answer.Split(' ')[0])];

    public static List<double> LogProbs(List<string> answers) =>
        [
            .. answers.Select(answer =>
                (double)
                    BitConverter.Int32BitsToSingle(
                        int.Parse(answer.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)
                    )
            ),
        ];

    /// <summary>Whether an address lies in a mapped safetensors file, by the system's own list.</summary>
    public static bool IsMapped(nint place) => Mappings().Any(range => place >= range.From && place < range.To);

    public static List<(nint From, nint To)> Mappings() =>
        [
            .. File.ReadLines("/proc/self/maps")
                .Where(line => line.Contains(".safetensors", StringComparison.Ordinal))
                .Select(line => line.Split(' ')[0].Split('-'))
                .Select(ends => (nint.Parse(ends[0], Hex), nint.Parse(ends[1], Hex))),
        ];

    public void Dispose() => folder.Dispose();

    private const System.Globalization.NumberStyles Hex = System.Globalization.NumberStyles.HexNumber;
}
