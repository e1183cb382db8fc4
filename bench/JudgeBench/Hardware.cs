using System.Globalization;
using System.Runtime.InteropServices;

namespace JudgeBench;

/// <summary>Where something was measured.</summary>
/// <param name="Processor">Its name, by the operating system.</param>
/// <param name="Cores">Logical processors of this process.</param>
/// <param name="MemoryGb">Of the machine.</param>
/// <param name="System">Operating system.</param>
/// <param name="Runtime">Of .NET.</param>
/// <param name="LoadBefore">Processes that wanted to run in the last minute before: a busy machine measures nothing.</param>
/// <param name="Allocator">The library that was preloaded in the place of the C library's allocator; null: none.</param>
internal sealed record Hardware(
    string Processor,
    int Cores,
    double MemoryGb,
    string System,
    string Runtime,
    double LoadBefore,
    string? Allocator = null
)
{
    public static Hardware Read() =>
        new(
            Field("/proc/cpuinfo", "model name"),
            Environment.ProcessorCount,
            Math.Round(
                double.Parse(Field("/proc/meminfo", "MemTotal").Split(' ')[0], CultureInfo.InvariantCulture) / (1 << 20),
                1
            ),
            RuntimeInformation.OSDescription,
            RuntimeInformation.FrameworkDescription,
            double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture),
            Environment.GetEnvironmentVariable("LD_PRELOAD") is { Length: > 0 } preloaded ? Path.GetFileName(preloaded) : null
        );

    private static string Field(string file, string name) =>
        File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
        ?? "0";
}
