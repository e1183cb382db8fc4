using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace KernelBench;

/// <summary>A column of what a kernel's demand comes to.</summary>
/// <param name="name">Title.</param>
/// <param name="legend">What it says.</param>
/// <param name="value">Of a demand and the nanoseconds of a call; null: empty.</param>
/// <param name="format">Of the number.</param>
internal sealed class RateColumn(string name, string legend, Func<Demand, double, double?> value, string format) : IColumn
{
    public string Id => name;

    public string ColumnName => name;

    public string Legend => legend;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    /// <summary>What a benchmark with its parameters demands.</summary>
    public static Demand DemandOf(BenchmarkCase benchmark)
    {
        var descriptor = benchmark.Descriptor;
        var kernels = (KernelBenchmarks)Activator.CreateInstance(descriptor.Type)!;
        foreach (var parameter in benchmark.Parameters.Items)
        {
            descriptor.Type.GetProperty(parameter.Name)!.SetValue(kernels, parameter.Value);
        }

        return kernels.Of(descriptor.WorkloadMethod.Name);
    }

    public bool IsAvailable(Summary summary) => true;

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
        summary[benchmarkCase]?.ResultStatistics is { } statistics
        && value(DemandOf(benchmarkCase), statistics.Mean) is { } number
            ? number.ToString(format, CultureInfo.InvariantCulture)
            : "";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);
}
