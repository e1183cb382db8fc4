using System.Globalization;

namespace JudgeBench;

/// <summary>What a process has in memory, in megabytes.</summary>
/// <param name="Total">Resident.</param>
/// <param name="Private">Of it memory of its own (RssAnon).</param>
/// <param name="Mapped">Of it pages of mapped files (RssFile): programs, and weights; the system takes them back where it needs room.</param>
internal sealed record ProcessMemory(double Total, double Private, double Mapped)
{
    public static ProcessMemory Read(int process)
    {
        var fields = Fields(process);
        return new ProcessMemory(fields["VmRSS"], fields["RssAnon"], fields["RssFile"]);
    }

    /// <summary>The most that was resident since <see cref="ForgetPeak"/>.</summary>
    public static double Peak(int process) => Fields(process)["VmHWM"];

    public static void ForgetPeak(int process) =>
        File.WriteAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/clear_refs"), "5");

    private static Dictionary<string, double> Fields(int process) =>
        File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status"))
            .Select(line => line.Split(':', StringSplitOptions.TrimEntries))
            .Where(parts => parts is [_, var value] && value.EndsWith(" kB", StringComparison.Ordinal))
            .ToDictionary(
                parts => parts[0],
                parts => Math.Round(double.Parse(parts[1][..^3], CultureInfo.InvariantCulture) / 1024, 1)
            );
}
