using JudgeCore.Adapters;
using JudgeCore.Checkpoints;
using JudgeCore.Engine;
using JudgeCore.Images;
using JudgeCore.Models;
using JudgeCore.Tasks;
using JudgeCore.Tokens;
using Trainer.Optimisation;
using Trainer.Runs;
using static TorchSharp.torch;

namespace Trainer.Policies;

/// <summary>The judge under training: its weights (or an adapter beside them), tokenizer, pictures, optimizer.</summary>
internal sealed class Policy : IDisposable
{
    private const string ModelName = "model";
    private const string OptimizerFile = "optimizer.safetensors";

    private readonly string baseFolder;
    private readonly AdamW optimizer;
    private readonly LearningRateSchedule schedule;
    private readonly OptimizerOptions rates;

    private Policy(string baseFolder, JudgeModel model, LoraAdapter? adapter, RunRecord record)
    {
        (this.baseFolder, Model, Adapter, rates) = (baseFolder, model, adapter, record.Optimizer);
        var tokenizer = new JudgeTokenizer(Path.Combine(baseFolder, CheckpointFolder.TokenizerFile));
        Prompts = new PromptRenderer(new ChatFormat(tokenizer, model.Config), new AnswerFormat(tokenizer));
        Tokenizer = tokenizer;
        Images = new ImageProcessor(ImageProcessorConfig.Load(baseFolder));
        schedule = new LearningRateSchedule
        {
            Shape = rates.Schedule,
            WarmupSteps = rates.WarmupSteps,
            TotalSteps = record.Steps,
        };
        optimizer = new AdamW(
            Trainable(record.Policy)
                .GroupBy(parameter => parameter.Value.dim() > 1)
                .Select(group => new AdamWGroup
                {
                    Parameters = [.. group],
                    LearningRate = rates.LearningRate,
                    Beta1 = rates.Beta1,
                    Beta2 = rates.Beta2,
                    WeightDecay = group.Key ? rates.WeightDecay : 0,
                })
        );
    }

    public JudgeModel Model { get; }

    /// <summary>The adapter that is trained; null where the weights themselves are.</summary>
    public LoraAdapter? Adapter { get; }

    public PromptRenderer Prompts { get; }

    public JudgeTokenizer Tokenizer { get; }

    public ImageProcessor Images { get; }

    public bool TrainsVision { get; private set; }

    /// <exception cref="CheckpointException">Base or adapter cannot be loaded.</exception>
    public static Policy Load(string baseFolder, RunRecord record)
    {
        set_num_threads(record.Policy.Threads);
        var model = ModelLoader.Load(baseFolder, record.Policy.Bf16 ? ComputePolicy.Bf16Cpu : ComputePolicy.Fp32Cpu);
        model.RecomputeLayers = record.Policy.ActivationCheckpointing;
        var adapter = record.Policy.Lora is { } lora
            ? LoraAdapter.Attach(
                model,
                new AdapterConfig
                {
                    Rank = lora.Rank,
                    Alpha = lora.Alpha,
                    Targets = AdapterTargets.Named(lora.Targets),
                    BaseModel = Path.GetFileName(baseFolder),
                },
                record.Seed
            )
            : null;
        return new Policy(baseFolder, model, adapter, record);
    }

    /// <summary>Forgets the gradients of the last update.</summary>
    public void ZeroGradients() => Gradients.Clear(optimizer.Parameters);

    /// <summary>Clips and applies the gradients.</summary>
    /// <param name="step">Optimizer step, from 0: decides the learning rate.</param>
    /// <returns>The gradient's norm before clipping and the learning rate.</returns>
    /// <exception cref="RunException">The gradient is not finite: going on would destroy the weights.</exception>
    public (double Norm, double LearningRate) Update(int step)
    {
        double norm = Gradients.Clip(optimizer.Parameters, rates.MaxGradNorm);
        if (!double.IsFinite(norm))
        {
            throw new RunException(
                $"the gradient of step {step + 1} is not finite; the last checkpoint is intact, try a lower learning rate"
            );
        }

        // transformers' warm-up begins at a rate of 0; a whole step would be lost.
        double factor = schedule.Factor(rates.WarmupSteps > 0 ? step + 1 : step);
        optimizer.Step(factor);
        return (norm, rates.LearningRate * factor);
    }

    /// <summary>Writes weights and optimizer into a folder that is being made.</summary>
    public void Save(string folder)
    {
        SafetensorsWriter.Write(
            Path.Combine(folder, $"{ModelName}.safetensors"),
            optimizer.Weights,
            new Dictionary<string, string> { ["format"] = "pt" }
        );
        SafetensorsWriter.Write(
            Path.Combine(folder, OptimizerFile),
            optimizer.State().Where(tensor => !AdamW.IsMaster(tensor.Key))
        );
    }

    /// <summary>Goes on from what <see cref="Save"/> wrote.</summary>
    public void Restore(string folder)
    {
        using var weights = new SafetensorsFile(Path.Combine(folder, $"{ModelName}.safetensors"));
        using var state = new SafetensorsFile(Path.Combine(folder, OptimizerFile));
        using var guard = no_grad();
        foreach (var parameter in optimizer.Parameters)
        {
            weights.ReadInto(parameter.Name, parameter.Value);
        }

        optimizer.Restore(name => AdamW.IsMaster(name) ? weights.Read(AdamW.ParameterOf(name)) : state.Read(name));
    }

    /// <summary>Writes the judge as a folder to serve: a whole checkpoint, or a PEFT adapter.</summary>
    /// <param name="folder">Must not exist.</param>
    /// <param name="card">What is recorded about it.</param>
    public void Publish(string folder, JudgeCard card)
    {
        using var guard = no_grad();
        if (Adapter is not null)
        {
            AdapterFolder.Write(folder, Adapter.Config, Adapter.Weights);
            return;
        }

        CheckpointWriter.Save(
            folder,
            Model,
            new CheckpointContents
            {
                Config = File.ReadAllText(Path.Combine(baseFolder, CheckpointFolder.ConfigFile)),
                Dtype = ScalarType.BFloat16,
                Card = card,
                Files =
                [
                    .. new[]
                    {
                        CheckpointFolder.GenerationConfigFile,
                        CheckpointFolder.TokenizerFile,
                        CheckpointFolder.PreprocessorFile,
                    }
                        .Select(name => Path.Combine(baseFolder, name))
                        .Where(File.Exists),
                ],
            }
        );
    }

    public void Dispose()
    {
        optimizer.Dispose();
        Adapter?.Dispose();
        Model.Dispose();
    }

    // Also switches gradients off where nothing is trained, so that backward does not go there.
    private List<NamedParameter> Trainable(PolicyOptions options)
    {
        TrainsVision = !options.FreezeVision && Adapter is null;
        if (Adapter is not null)
        {
            return
            [
                .. Adapter.Weights.SelectMany(part =>
                    new[] { new NamedParameter($"{part.Path}.lora_A", part.A), new NamedParameter($"{part.Path}.lora_B", part.B) }
                ),
            ];
        }

        List<NamedParameter> trained = [];
        foreach (var (name, parameter) in Model.named_parameters())
        {
            bool frozen =
                (options.FreezeVision && name.Contains(".visual.", StringComparison.Ordinal))
                || (options.FreezeEmbeddings && name.Contains("embed_tokens", StringComparison.Ordinal));
            parameter.requires_grad = !frozen;
            if (!frozen)
            {
                trained.Add(new NamedParameter(name, parameter));
            }
        }

        return trained;
    }
}
