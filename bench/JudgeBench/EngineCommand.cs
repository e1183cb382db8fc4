using System.CommandLine;
using System.Text.Json;
using JudgeCore.Engine;
using JudgeCore.Models;
using static TorchSharp.torch;

namespace JudgeBench;

/// <summary><c>engine</c>: prefill and decode of the 120 M shape as shares of the machine's limits, llama.cpp beside it.</summary>
internal static class EngineCommand
{
    public static Command Create()
    {
        var threads = new Option<int>("--threads")
        {
            Description = "Threads of everything measured.",
            DefaultValueFactory = _ => Environment.ProcessorCount,
        };
        var rounds = new Option<int>("--rounds")
        {
            Description = "Rounds; limits and engine take turns and the best of each counts.",
            DefaultValueFactory = _ => 5,
        };
        var precision = new Option<string>("--precision") { Description = "Weights.", DefaultValueFactory = _ => "bf16" };
        precision.AcceptOnlyFromAmong("fp32", "bf16", "int8");
        var sequences = new Option<int[]>("--sequences")
        {
            Description = "At once; one row each.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [1, 8],
        };
        var contexts = new Option<int[]>("--contexts")
        {
            Description = "Tokens of the prompts whose step time is plotted.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [64, 128, 256, 512, 1024, 2048, 4000],
        };
        var chunk = new Option<int>("--chunk")
        {
            Description = "Tokens of prompts read in a pass while answers are written.",
            DefaultValueFactory = _ => new EngineOptions().ChunkTokens,
        };
        var llama = new Option<string?>("--llama")
        {
            Description = "Folder of time.mjs and its node_modules; absent: not timed.",
        };
        var output = new Option<string?>("--output") { Description = "JSON file of the result." };
        var command = new Command("engine", "The engine on the 120 M shape beside the machine's limits and llama.cpp.")
        {
            threads,
            rounds,
            precision,
            sequences,
            contexts,
            chunk,
            llama,
            output,
        };
        command.SetAction(arguments =>
        {
            var hardware = Hardware.Read();
            int count = arguments.GetValue(threads);
            int[] levels = arguments.GetValue(sequences)!;
            set_num_threads(count);
            var policy = arguments.GetValue(precision) == "fp32" ? ComputePolicy.Fp32Cpu : ComputePolicy.Bf16Cpu;
            using var roofline = new Roofline(policy.Dtype, count);
            using var model = Shape120M.Random(policy);
            bool int8 = arguments.GetValue(precision) == "int8";
            if (int8)
            {
                Int8Weights.Apply(model);
            }

            var probes = levels.Select(level => new EngineProbe(model, level, count, int8)).ToList();
            probes.ForEach(probe => probe.Warm());
            for (int round = 0; round < arguments.GetValue(rounds); round++)
            {
                roofline.Measure();
                probes.ForEach(probe => probe.Measure());
            }

            var result = new EngineResult(
                TimeProvider.System.GetUtcNow(),
                ServiceCommand.Commit(),
                string.Join(' ', arguments.Tokens.Select(token => token.Value)),
                hardware,
                count,
                arguments.GetValue(precision)!,
                roofline.FlopsPerSecond / 1e9,
                roofline.PeakFlopsPerSecond / 1e9,
                roofline.BytesPerSecond / 1e9,
                [.. probes.Select(probe => probe.Result(roofline))],
                probes[^1].Reuse(2 * arguments.GetValue(rounds)),
                EngineProbe.Contexts(model, count, arguments.GetValue(contexts)!, arguments.GetValue(rounds)),
                [Lanes(model, count, levels[^1], 20 * arguments.GetValue(rounds), arguments.GetValue(chunk))],
                arguments.GetValue(llama) is { } folder
                    ? LlamaTiming.Measure(Path.GetFullPath(folder), count, ProbePrompts.Tokens, EngineProbe.DecodeTokens, levels)
                    : []
            );
            probes.ForEach(probe => probe.Dispose());
            string text = JsonSerializer.Serialize(result, LoadCommand.Json);
            Console.WriteLine(text);
            if (arguments.GetValue(output) is { } path)
            {
                File.WriteAllText(path, text + "\n");
                ScalingPlots.Contexts(result.Contexts, Path.ChangeExtension(path, ".png"));
            }
        });
        return command;
    }

    private static LaneTiming Lanes(JudgeModel model, int threads, int streams, int verdicts, int chunkTokens)
    {
        using var probe = new LaneProbe(model, threads, chunkTokens);
        return probe.Measure(streams, verdicts);
    }
}
