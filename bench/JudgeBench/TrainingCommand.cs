using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using JudgeCore.Checkpoints;
using JudgeCore.Models;
using TorchSharp;
using Trainer.Gym;
using Trainer.Policies;
using Trainer.Pretraining;
using Trainer.Runs;
using Trainer.Tokenizer;
using static TorchSharp.torch;

namespace JudgeBench;

/// <summary><c>training</c>: completions a second of whole GRPO steps, pictures included, by phase and against the matrix-product limit.</summary>
internal static class TrainingCommand
{
    private const int Warmup = 3; // steps

    public static Command Create()
    {
        var folder = new Argument<string>("checkpoint")
        {
            Description = "Checkpoint folder, or \"120m\" for random weights of the 120 M shape with 256 x 256 pictures.",
        };
        var prompts = Number("--prompts", "Questions a step.", 48);
        var group = Number("--group", "Samples a question.", 8);
        var steps = Number("--steps", "Measured steps.", 30);
        var threads = Number("--threads", "Threads.", 1);
        var bf16 = new Option<bool>("--bf16") { Description = "bf16 compute with fp32 master weights." };
        var lora = new Option<bool>("--lora") { Description = "Train an adapter." };
        var recompute = new Option<bool>("--recompute") { Description = "Activation checkpointing." };
        var all = new Option<bool>("--all") { Description = "Learn from groups without signal, too." };
        var output = new Option<string?>("--output") { Description = "JSON file of the result." };
        var command = new Command("training", "Times whole GRPO steps.")
        {
            folder,
            prompts,
            group,
            steps,
            threads,
            bf16,
            lora,
            recompute,
            all,
            output,
        };
        command.SetAction(arguments =>
        {
            string work = Directory.CreateTempSubdirectory("mtrl-bench-").FullName;
            try
            {
                string checkpoint = arguments.GetValue(folder)!;
                string from = checkpoint == "120m" ? Random120M(Path.Combine(work, "base")) : Path.GetFullPath(checkpoint);
                var record = new RunRecord
                {
                    Verb = RunVerb.Grpo,
                    Base = from,
                    Steps = arguments.GetValue(steps) + Warmup,
                    CompletionsEvery = 0,
                    Mixture = new MixtureOptions { Gym = GymTasks.Pointwise.ToDictionary(task => task, _ => 1.0) },
                    Policy = new PolicyOptions
                    {
                        Threads = arguments.GetValue(threads),
                        Bf16 = arguments.GetValue(bf16),
                        Lora = arguments.GetValue(lora) ? new LoraOptions() : null,
                        ActivationCheckpointing = arguments.GetValue(recompute),
                    },
                    Grpo = new()
                    {
                        Prompts = arguments.GetValue(prompts),
                        GroupSize = arguments.GetValue(group),
                        DropGroupsWithoutSignal = !arguments.GetValue(all),
                        // An untrained judge has no signal of its own; the work is the same.
                        Guided = new() { Share = checkpoint == "120m" ? 0.25 : 0 },
                    },
                };
                var result = Measure(record, work);
                Console.WriteLine(JsonSerializer.Serialize(result, RunRecord.Json));
                if (arguments.GetValue(output) is { } file)
                {
                    AtomicFile.Write(file, JsonSerializer.Serialize(result, RunRecord.Json) + "\n");
                }
            }
            finally
            {
                Directory.Delete(work, recursive: true);
            }
        });
        return command;
    }

    private static TrainingResult Measure(RunRecord record, string work)
    {
        var hardware = Hardware.Read();
        using var run = RunFolder.Begin(Path.Combine(work, "run"), record);
        using var setup = RunSetup.Open(run);
        for (int step = 0; step < Warmup; step++)
        {
            setup.Step.Run(step);
        }

        long memory = Memory("VmRSS:");
        Dictionary<string, double> sums = [];
        var clock = Stopwatch.StartNew();
        for (int step = Warmup; step < record.Steps; step++)
        {
            foreach (var (name, value) in setup.Step.Run(step).Metrics)
            {
                sums[name] = sums.GetValueOrDefault(name) + value;
            }
        }

        double seconds = clock.Elapsed.TotalSeconds / (record.Steps - Warmup);
        double Mean(string name) => sums.GetValueOrDefault(name) / (record.Steps - Warmup);
        double learned = record.Grpo.DropGroupsWithoutSignal ? Mean("groups/with_signal") : Mean("groups/sampled");
        double flops =
            TextFlops(setup.Policy.Model, Mean("tokens/read") + Mean("tokens/written"), Mean("tokens/learned"), record)
            + VisionFlops(setup.Policy.Model, Mean("groups/sampled"), learned, record);
        double limit = ProductLimit(record.Policy);
        return new TrainingResult(
            TimeProvider.System.GetUtcNow(),
            ServiceCommand.Commit(),
            string.Join(' ', Environment.GetCommandLineArgs().Skip(1)),
            hardware,
            learned / Mean("groups/sampled"),
            Mean("groups/sampled") * record.Grpo.GroupSize / seconds,
            seconds,
            Mean("time/draw"),
            Mean("time/sample"),
            Mean("time/score"),
            Mean("time/update"),
            flops / 1e9,
            limit / 1e9,
            flops / seconds / limit,
            memory,
            Memory("VmRSS:"),
            Memory("VmHWM:")
        );
    }

    // Products of the text stack: 2 operations a weight and token forward, 4 more backward (2 where weights are frozen).
    private static double TextFlops(JudgeModel model, double sampled, double learned, RunRecord record) =>
        Weights(model, "language_model.layers") * (2 * sampled + (record.Policy.Lora is null ? 6 : 4) * learned);

    // Of the vision tower: a picture is read once to sample and once more to learn, with a backward pass where the tower is trained.
    private static double VisionFlops(JudgeModel model, double sampled, double learned, RunRecord record) =>
        Weights(model, "visual")
        * model.Config.Vision.PositionEmbeddings
        * (2 * sampled + (record.Policy.Lora is null ? 6 : 2) * learned);

    private static double Weights(JudgeModel model, string part) =>
        model
            .named_parameters()
            .Where(p => p.name.Contains(part, StringComparison.Ordinal) && p.parameter.dim() == 2)
            .Sum(p => (double)p.parameter.numel());

    // What one large product reaches on this machine with these threads, operations a second.
    private static double ProductLimit(PolicyOptions options)
    {
        const int Size = 1536;
        var dtype = options.Bf16 ? ScalarType.BFloat16 : ScalarType.Float32;
        using var guard = inference_mode();
        using var a = zeros([Size, Size], dtype);
        using var b = zeros([Size, Size], dtype);
        double best = double.MaxValue;
        for (int round = 0; round < 12; round++)
        {
            long began = Stopwatch.GetTimestamp();
            using var product = a.matmul(b);
            best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalSeconds);
        }

        return 2.0 * Size * Size * Size / best;
    }

    private static string Random120M(string folder)
    {
        var shape = new TinyShape
        {
            Hidden = 768,
            Intermediate = 2304,
            Layers = 12,
            Heads = 12,
            KvHeads = 4,
            VisionHidden = 384,
            VisionIntermediate = 1536,
            VisionLayers = 12,
            VisionHeads = 6,
            Patch = 16,
            ImageSide = 256,
        };
        Directory.CreateDirectory(folder);
        BpeTrainer.Train(Path.Combine(folder, "tokenizer.json"), GymCorpus.Texts(1, 300), shape.Vocabulary);
        shape.Write(folder);
        using var model = new QwenVl(
            ModelConfig.Parse(File.ReadAllText(Path.Combine(folder, "config.json"))),
            ComputePolicy.Fp32Cpu
        );
        ModelInitializer.Initialise(model, 1, 0.02, 0.02);
        CheckpointWriter.SaveWeights(
            folder,
            [.. model.named_parameters().Select(p => KeyValuePair.Create(p.name, (Tensor)p.parameter))],
            ScalarType.BFloat16,
            long.MaxValue
        );
        return folder;
    }

    // Bytes, of this process.
    private static long Memory(string field)
    {
        string line = File.ReadLines("/proc/self/status").First(l => l.StartsWith(field, StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1].Split('\t')[^1], null);
    }

    private static Option<int> Number(string name, string description, int value) =>
        new(name) { Description = description, DefaultValueFactory = _ => value };
}
