// Pretraining of the tiny base on the gym: pictures are drawn as they are needed, a second thread keeps the model's thread supplied.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using JudgeCore.Checkpoints;
using JudgeCore.Images;
using JudgeCore.Models;
using JudgeCore.Tasks;
using JudgeCore.Tokens;
using TorchSharp;
using Trainer.Optimisation;
using Trainer.Packing;
using Trainer.Tokenizer;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Trainer.Pretraining;

/// <summary>A run folder with its model: begins, or goes on from its last checkpoint to the same numbers.</summary>
internal sealed class PretrainRun : IDisposable
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerOptions.Web) { WriteIndented = true };

    private readonly string folder;
    private readonly PretrainOptions options;
    private readonly TinyShape shape;
    private readonly JudgeModel model;
    private readonly AdamW optimizer;
    private readonly RowFactory rows;
    private int step;

    private string Checkpoint => Path.Combine(folder, "checkpoint");

    /// <param name="folder">Created if it does not exist.</param>
    /// <param name="options">Must equal the recorded ones when the run goes on.</param>
    /// <param name="shape">Likewise.</param>
    public PretrainRun(string folder, PretrainOptions options, TinyShape shape)
    {
        (this.folder, this.options, this.shape) = (folder, options, shape);
        bool resume = File.Exists(Path.Combine(Checkpoint, "state.json"));
        if (!resume)
        {
            Begin();
        }

        var config = ModelConfig.Parse(File.ReadAllText(Path.Combine(Checkpoint, "config.json")));
        model = new QwenVl(config, options.Bf16 ? ComputePolicy.Bf16Cpu : ComputePolicy.Fp32Cpu);
        if (!resume)
        {
            ModelInitializer.Initialise(model, options.Seed, 0.02, 0.5);
        }

        // Takes its master weights from the model as it is now.
        optimizer = new AdamW(
            model
                .named_parameters()
                .GroupBy(p => Decays(p.name, p.parameter))
                .Select(group => new AdamWGroup
                {
                    Parameters = [.. group.Select(p => new NamedParameter(p.name, p.parameter))],
                    // The schedule gives the whole rate.
                    LearningRate = 1,
                    Beta2 = 0.95,
                    WeightDecay = group.Key ? options.WeightDecay : 0,
                })
        );
        if (resume)
        {
            Resume();
        }

        var tokenizer = new JudgeTokenizer(Path.Combine(Checkpoint, "tokenizer.json"));
        rows = new RowFactory(
            new PromptRenderer(new ChatFormat(tokenizer, config), new AnswerFormat(tokenizer)),
            new GymImages(ImageProcessorConfig.Load(Checkpoint)),
            options
        );
    }

    /// <summary>Trains to the last step, or until <paramref name="cancellation"/>; a checkpoint is written either way.</summary>
    /// <param name="report">Called with each line of metrics.jsonl.</param>
    public void Train(Action<PretrainMetrics> report, CancellationToken cancellation)
    {
        model.train();
        using var batches = new BlockingCollection<List<(RowKind Kind, PackedRow Row)>>(4);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        int first = step;
        var producer = Task.Run(
            () =>
            {
                for (int next = first; next < options.Steps && !stop.IsCancellationRequested; next++)
                {
                    batches.Add(rows.Draw(next), stop.Token);
                }
            },
            stop.Token
        );
        var window = new MetricsWindow();
        var clock = Stopwatch.StartNew();
        while (step < options.Steps && !cancellation.IsCancellationRequested)
        {
            var batch = TakeOrFail(batches, producer);
            Update(batch, window);
            step++;
            if (step % options.LogEvery == 0 || step == options.Steps)
            {
                var metrics = window.Close(step, options, clock.Elapsed);
                File.AppendAllText(
                    Path.Combine(folder, "metrics.jsonl"),
                    JsonSerializer.Serialize(metrics, JsonSerializerOptions.Web) + "\n"
                );
                report(metrics);
                clock.Restart();
            }

            if (step % options.CheckpointEvery == 0)
            {
                Save();
            }
        }

        stop.Cancel();
        Save();
    }

    public void Dispose()
    {
        optimizer.Dispose();
        model.Dispose();
    }

    private static List<(RowKind Kind, PackedRow Row)> TakeOrFail(
        BlockingCollection<List<(RowKind Kind, PackedRow Row)>> batches,
        Task producer
    )
    {
        List<(RowKind, PackedRow)>? batch;
        while (!batches.TryTake(out batch, TimeSpan.FromSeconds(1)))
        {
            if (producer.IsFaulted)
            {
                producer.GetAwaiter().GetResult();
            }
        }

        return batch;
    }

    private void Update(List<(RowKind Kind, PackedRow Row)> batch, MetricsWindow window)
    {
        using var scope = NewDisposeScope();
        var packed = new PackedStep([.. batch.Select(row => row.Row)]);
        Gradients.Zero(optimizer.Parameters);
        var logits = PackedForward.Logits(model, packed).to_type(ScalarType.Float32); // [completion tokens, vocab]
        var targets = tensor(packed.Targets); // [completion tokens]
        var loss = nn.functional.cross_entropy(logits, targets);
        loss.backward();
        window.Count([.. packed.Order.Select(row => batch[row])], packed.Lengths, logits.detach().argmax(-1).eq(targets));
        window.Add(loss.Number<float>(), Gradients.Clip(optimizer.Parameters, 1), batch);
        optimizer.Step(options.LearningRateAt(step));
    }

    private void Begin()
    {
        Directory.CreateDirectory(Checkpoint);
        BpeTrainer.Train(Path.Combine(Checkpoint, "tokenizer.json"), GymCorpus.Texts(options.Seed, 1500), shape.Vocabulary);
        shape.Write(Checkpoint);
        AtomicFile.Write(
            Path.Combine(folder, "run.json"),
            JsonSerializer.Serialize(
                new
                {
                    verb = "pretrain",
                    options,
                    shape,
                },
                Indented
            )
        );
    }

    private void Save()
    {
        // The state is written last and names its step: weights and optimizer of another step are never taken for it.
        string name = $"step-{step:D7}";
        SafetensorsWriter.Write(
            Path.Combine(Checkpoint, $"{name}.optimizer.safetensors"),
            optimizer.State().Where(tensor => !AdamW.IsMaster(tensor.Key))
        );
        SafetensorsWriter.Write(Path.Combine(Checkpoint, $"{name}.weights.safetensors"), optimizer.Weights);
        AtomicFile.Write(
            Path.Combine(Checkpoint, "state.json"),
            JsonSerializer.Serialize(new PretrainState(step, name), JsonSerializerOptions.Web)
        );
        SafetensorsWriter.Write(
            Path.Combine(Checkpoint, CheckpointWeights.SingleFile),
            optimizer.Weights,
            new Dictionary<string, string> { ["format"] = "pt" }
        );
        foreach (
            string old in Directory
                .GetFiles(Checkpoint, "step-*")
                .Where(file => !Path.GetFileName(file).StartsWith(name, StringComparison.Ordinal))
        )
        {
            File.Delete(old);
        }
    }

    private void Resume()
    {
        var state = JsonSerializer.Deserialize<PretrainState>(
            File.ReadAllText(Path.Combine(Checkpoint, "state.json")),
            JsonSerializerOptions.Web
        )!;
        using var weights = new SafetensorsFile(Path.Combine(Checkpoint, $"{state.Name}.weights.safetensors"));
        using var saved = new SafetensorsFile(Path.Combine(Checkpoint, $"{state.Name}.optimizer.safetensors"));
        using var guard = no_grad();
        foreach (var (name, parameter) in model.named_parameters())
        {
            weights.ReadInto(name, parameter);
        }

        optimizer.Restore(name => AdamW.IsMaster(name) ? weights.Read(AdamW.ParameterOf(name)) : saved.Read(name));
        step = state.Step;
    }

    private static bool Decays(string name, Parameter parameter) =>
        parameter.dim() > 1 && !name.EndsWith("pos_embed.weight", StringComparison.Ordinal);

    private sealed record PretrainState(int Step, string Name);
}
