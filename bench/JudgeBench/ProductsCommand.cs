using System.CommandLine;
using System.Diagnostics;
using JudgeCore.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace JudgeBench;

/// <summary><c>products</c>: what a verdict would cost if it were nothing but its matrix products.</summary>
internal static class ProductsCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("checkpoint") { Description = "Checkpoint folder." };
        var tokens = new Option<int>("--tokens") { Description = "Prompt tokens of a verdict.", DefaultValueFactory = _ => 70 };
        var patches = new Option<int>("--patches") { Description = "Patches of its picture.", DefaultValueFactory = _ => 64 };
        var batch = new Option<int>("--batch") { Description = "Verdicts at once.", DefaultValueFactory = _ => 1 };
        var threads = new Option<int>("--threads") { Description = "Threads.", DefaultValueFactory = _ => 2 };
        var command = new Command("products", "Times a bare loop of a verdict's matrix products.")
        {
            folder,
            tokens,
            patches,
            batch,
            threads,
        };
        command.SetAction(arguments =>
        {
            int together = arguments.GetValue(batch);
            var (products, best) = Measure(
                arguments.GetValue(folder)!,
                arguments.GetValue(tokens),
                arguments.GetValue(patches),
                together,
                arguments.GetValue(threads)
            );
            Console.WriteLine($"{products} products, batch {together}: {best:F2} ms, {1000 * together / best:F0} verdicts/s");
        });
        return command;
    }

    /// <summary>How many products there are, and the best time of a loop over them.</summary>
    public static (int Products, double Milliseconds) Measure(string folder, int tokens, int patches, int together, int threads)
    {
        set_num_threads(threads);
        using var model = ModelLoader.Load(folder, ComputePolicy.Fp32Cpu);
        var weights = model
            .named_parameters()
            .Where(p => p.parameter.dim() == 2 && !p.name.Contains("embed", StringComparison.Ordinal))
            .ToList();
        double best = double.MaxValue;
        for (int round = 0; round < 50; round++)
        {
            using var scope = NewDisposeScope();
            using var guard = inference_mode();
            var inputs = weights.Select(p => zeros(Rows(p.name, tokens, patches) * together, p.parameter.shape[1])).ToList();
            long began = Stopwatch.GetTimestamp();
            foreach (var (input, weight) in inputs.Zip(weights))
            {
                LinearProduct.Of(input, weight.parameter);
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        return (weights.Count, best);
    }

    // Rows that a matrix sees for one verdict: patches in the tower, merge blocks in the mergers, tokens in the text stack.
    private static long Rows(string name, int tokens, int patches) =>
        name.Contains("merger", StringComparison.Ordinal) ? patches / 4
        : name.Contains("visual", StringComparison.Ordinal) ? patches
        : tokens;
}
