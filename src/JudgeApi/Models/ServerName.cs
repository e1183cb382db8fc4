namespace JudgeApi.Models;

/// <summary>What this server calls itself among those that share a database: the host's name and a number of its own.</summary>
internal sealed class ServerName
{
    public string Name { get; } =
        $"{Environment.MachineName[..Math.Min(Environment.MachineName.Length, 80)]}-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..6]}";
}
