using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using JudgeBench;
using Perfolizer.Horology;

namespace KernelBench;

/// <summary>All benchmarks of this program, class by class, limits measured in between.</summary>
internal static class KernelRun
{
    /// <param name="filters">Which.</param>
    /// <returns>Null where one failed: the reasons are on the console.</returns>
    public static (IReadOnlyList<KernelLimit> Limits, IReadOnlyList<KernelTiming> Timings)? Measure(string[] filters)
    {
        var limits = new MachineLimits();
        string artifacts = Directory.CreateTempSubdirectory("mtrl-kernels-").FullName;
        try
        {
            var config = Config(limits, artifacts);
            List<BenchmarkReport> reports = [];
            foreach (var kernels in Types())
            {
                if (limits.All.Count == 0 || !Sizes.Small)
                {
                    limits.Measure();
                }

                foreach (var summary in BenchmarkSwitcher.FromTypes([kernels]).Run(["--filter", .. filters], config))
                {
                    if (summary.HasCriticalValidationErrors || summary.Reports.Any(report => report.ResultStatistics is null))
                    {
                        Console.Error.WriteLine($"{kernels.Name} failed.");
                        return null;
                    }

                    MarkdownExporter.Console.ExportToLog(summary, ConsoleLogger.Default);
                    reports.AddRange(summary.Reports);
                }
            }

            return (limits.All, [.. reports.Select(report => Timing(report, limits))]);
        }
        finally
        {
            Directory.Delete(artifacts, recursive: true);
        }
    }

    private static Type[] Types() =>
        [
            .. typeof(KernelRun)
                .Assembly.GetTypes()
                .Where(type => type.IsSubclassOf(typeof(KernelBenchmarks)))
                .OrderBy(type => type.Name, StringComparer.Ordinal),
        ];

    private static ManualConfig Config(MachineLimits limits, string artifacts)
    {
        var job = Sizes.Small
            ? Job.Dry
            : Job.Default.WithWarmupCount(3).WithIterationCount(8).WithIterationTime(TimeInterval.FromMilliseconds(100));
        return ManualConfig
            .CreateEmpty()
            .AddJob(job.WithToolchain(InProcessEmitToolchain.DontLogOutput))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddColumn(
                new RateColumn("GB/s", "Bytes that a call must read and write, a second", Gigabytes, "0.0"),
                new RateColumn("GFLOP/s", "Operations of its products, a second", Gflops, "0.0"),
                new RateColumn("Limit", "The one that the machine limits over its limit", limits.Share, "P0")
            )
            .AddLogger(new FailureLogger())
            .WithArtifactsPath(artifacts)
            .WithOptions(ConfigOptions.DisableLogFile);
    }

    private static double? Gigabytes(Demand demand, double nanoseconds) => demand.Bytes > 0 ? demand.Bytes / nanoseconds : null;

    private static double? Gflops(Demand demand, double nanoseconds) => demand.Flops > 0 ? demand.Flops / nanoseconds : null;

    private static KernelTiming Timing(BenchmarkReport report, MachineLimits limits)
    {
        var benchmark = report.BenchmarkCase;
        var demand = RateColumn.DemandOf(benchmark);
        var statistics = report.ResultStatistics!;
        double margin = statistics.ConfidenceInterval.Margin;
        return new KernelTiming(
            $"{benchmark.Descriptor.Type.Name.Replace("Benchmarks", "", StringComparison.Ordinal)}.{benchmark.Descriptor.WorkloadMethod.Name}",
            string.Join(' ', benchmark.Parameters.Items.Select(parameter => $"{parameter.Name}={parameter.Value}")),
            statistics.Mean,
            double.IsFinite(margin) ? margin : null,
            report.GcStats.GetBytesAllocatedPerOperation(benchmark) ?? 0,
            Gigabytes(demand, statistics.Mean),
            Gflops(demand, statistics.Mean),
            limits.Share(demand, statistics.Mean)
        );
    }
}
