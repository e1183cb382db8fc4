// Three checkpoints of the 120 M shape in bf16, exchanged in one process: the first, the first with an adapter beside it, another one.
using System.Diagnostics;
using JudgeCore.Adapters;
using JudgeCore.Checkpoints;
using JudgeCore.Engine;
using JudgeCore.Models;
using static TorchSharp.torch;

namespace JudgeBench;

/// <summary>Memory of exchanges at the level of the model: no service, no caches, no requests.</summary>
internal sealed class ShapeExchange(ModelPrecision precision, bool shared) : IDisposable
{
    private const double Megabyte = 1 << 20;

    private readonly string folder = Directory.CreateTempSubdirectory("mtrl-bench-").FullName;

    public double FileMb => new FileInfo(Path.Combine(folder, "first", CheckpointWeights.SingleFile)).Length / Megabyte;

    public double AdapterMb { get; private set; }

    public List<ShapeExchangeStep> Run()
    {
        Write();
        JudgeModel? served = null;
        List<ShapeExchangeStep> steps = [];
        foreach (string name in new[] { "first", "adapter", "other" })
        {
            // What was freed before is not to hide what is taken now.
            GC.Collect();
            NativeHeap.Trim();
            using var watch = new MemoryWatch(Environment.ProcessId);
            long began = Stopwatch.GetTimestamp();
            var next = Load(Path.Combine(folder, name), served);
            double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            var peak = watch.Peak();
            var both = ProcessMemory.Read(Environment.ProcessId);
            served?.Dispose();
            NativeHeap.Trim(); // as a judge's end does
            served = next;
            steps.Add(
                new ShapeExchangeStep(
                    name,
                    seconds,
                    new ExchangeMemory(watch.Before, peak, ProcessMemory.Read(Environment.ProcessId)),
                    both
                )
            );
        }

        served?.Dispose();
        return steps;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private JudgeModel Load(string path, JudgeModel? earlier)
    {
        var policy = precision == ModelPrecision.Float32 ? ComputePolicy.Fp32Cpu : ComputePolicy.Bf16Cpu;
        var model = shared ? ModelLoader.Lend(path, policy, earlier) : ModelLoader.Load(path, policy);
        if (precision == ModelPrecision.Int8)
        {
            Int8Weights.Apply(model, shared ? earlier : null);
        }

        return model;
    }

    private void Write()
    {
        using var guard = no_grad();
        using var model = Shape120M.Random(ComputePolicy.Fp32Cpu);
        Save("first", model);
        var config = new AdapterConfig
        {
            Rank = 16,
            Alpha = 32,
            Targets = AdapterTargets.Named("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"),
        };
        using (var adapter = LoraAdapter.Attach(model, config, seed: 3))
        {
            foreach (var part in adapter.Weights)
            {
                part.B.normal_(0, 0.02);
            }

            string peft = Path.Combine(folder, "peft");
            AdapterFolder.Write(peft, config, adapter.Weights, ScalarType.BFloat16);
            AdapterMb = new FileInfo(Path.Combine(peft, AdapterFolder.WeightsFile)).Length / Megabyte;
            AdaptedCheckpoint.Write(Path.Combine(folder, "first"), peft, Path.Combine(folder, "adapter"), new JudgeCard());
        }

        ModelInitializer.Initialise(model, 2, 0.03, 0.03);
        Save("other", model);
    }

    private void Save(string name, JudgeModel model) =>
        CheckpointWriter.Save(
            Path.Combine(folder, name),
            model,
            new CheckpointContents { Config = Shape120M.Config, Dtype = ScalarType.BFloat16 }
        );
}
