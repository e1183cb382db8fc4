using JudgeBench;
using TorchSharp;
using static TorchSharp.torch;

namespace KernelBench;

/// <summary>The machine's limits with one thread and with all, measured between the benchmarks; the best counts.</summary>
internal sealed class MachineLimits
{
    private readonly Dictionary<(int Threads, string Precision), KernelLimit> best = [];

    public IReadOnlyList<KernelLimit> All => [.. best.Values];

    public void Measure()
    {
        foreach (int threads in (int[])[1, Environment.ProcessorCount])
        {
            foreach (string precision in (string[])["fp32", "bf16"])
            {
                set_num_threads(threads);
                using var roofline = new Roofline(precision == "bf16" ? ScalarType.BFloat16 : ScalarType.Float32, threads);
                roofline.Measure();
                var before = best.GetValueOrDefault((threads, precision));
                best[(threads, precision)] = new KernelLimit(
                    threads,
                    precision,
                    Math.Max(before?.Gflops ?? 0, roofline.FlopsPerSecond / 1e9),
                    Math.Max(before?.Gigabytes ?? 0, roofline.BytesPerSecond / 1e9)
                );
            }
        }

        set_num_threads(Environment.ProcessorCount);
    }

    /// <summary>What a demand achieves over the limit that it meets; null where it meets none.</summary>
    /// <param name="demand">Of one call.</param>
    /// <param name="nanoseconds">That it took.</param>
    public double? Share(Demand demand, double nanoseconds) =>
        demand.Limit switch
        {
            Limit.Memory => demand.Bytes / nanoseconds / Reading(demand.Threads),
            Limit.Products => demand.Flops / nanoseconds / best[(demand.Threads, demand.Precision)].Gflops,
            _ => null,
        };

    // Measured beside the products of both number types.
    private double Reading(int threads) => best.Values.Where(limit => limit.Threads == threads).Max(limit => limit.Gigabytes);
}
