// The trainer runs as a process of its own session: a service that is killed leaves it at work, and the next one finds it by the number that it wrote
// into the run folder before it became the trainer. That the number still means this process is told by the folder that it works in. (Its command line
// would not do: it is empty for a moment whenever one program of the script below becomes the next, and whoever looks then starts a second trainer.)
using System.Diagnostics;
using System.Globalization;

namespace JudgeApi.Retraining;

/// <summary>A trainer at work on a run folder, started by this server or found.</summary>
internal sealed class TrainerProcess
{
    public const string LogFile = "trainer.log";

    private const string NumberFile = ".process";

    // The number first, whole, then the trainer in this very process.
    private const string Script = """
        cd "$1" && echo $$ > .process.new && mv .process.new .process && log="$2" && nice="$3" && shift 3 \
          && exec setsid nice -n "$nice" "$@" >> "$log" 2>&1 < /dev/null
        """;

    private readonly string folder;

    private TrainerProcess(string folder, int id) => (this.folder, Id) = (folder, id);

    public int Id { get; }

    /// <summary>Starts the trainer; returns when its number is in the folder.</summary>
    /// <param name="folder">Run folder, absolute.</param>
    /// <param name="trainer">A .dll or an executable.</param>
    /// <param name="arguments">Its verb and the rest.</param>
    /// <param name="options">Niceness and threads.</param>
    public static async Task<TrainerProcess> StartAsync(
        string folder,
        string trainer,
        IEnumerable<string> arguments,
        RetrainingOptions options
    )
    {
        File.Delete(Path.Combine(folder, NumberFile));
        string[] program = trainer.EndsWith(".dll", StringComparison.Ordinal)
            ? [Environment.ProcessPath is { } host && Path.GetFileName(host) == "dotnet" ? host : "dotnet", trainer]
            : [trainer];
        var start = new ProcessStartInfo(
            "/bin/sh",
            ["-c", Script, "sh", folder, LogFile, Nice(options), .. program, .. arguments]
        )
        {
            UseShellExecute = false,
        };
        start.Environment["OMP_NUM_THREADS"] = options.Threads.ToString(CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcServer"] = "0";
        var process = Process.Start(start) ?? throw new InvalidOperationException("the trainer could not be started");
        while (!File.Exists(Path.Combine(folder, NumberFile)) && !process.HasExited)
        {
            await Task.Delay(10);
        }

        // Its end is waited for in the background, so that it does not stay behind as a dead entry.
        int id = process.Id;
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => process.Dispose();
        return new TrainerProcess(folder, id);
    }

    /// <summary>The trainer that is at work in a folder on this machine; null: none is.</summary>
    public static TrainerProcess? Find(string folder) =>
        File.Exists(Path.Combine(folder, NumberFile))
        && int.TryParse(
            File.ReadAllText(Path.Combine(folder, NumberFile)).Trim(),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out int id
        )
        && IsAt(id, folder)
            ? new TrainerProcess(folder, id)
            : null;

    public bool IsAlive => IsAt(Id, folder);

    /// <summary>Asks it to stop after the step that it is in.</summary>
    public void Stop() => Send("TERM");

    public void Kill() => Send("KILL");

    private void Send(string signal)
    {
        if (IsAlive)
        {
            using var send = Process.Start(
                new ProcessStartInfo(
                    "/bin/sh",
                    ["-c", $"kill -{signal} {Id.ToString(CultureInfo.InvariantCulture)} 2> /dev/null"]
                )
            );
            send?.WaitForExit();
        }
    }

    // The last part of the name tells run folders apart, by whatever links the data folder is reached. A dead process that nobody has waited for yet
    // works nowhere.
    private static bool IsAt(int id, string folder)
    {
        string? worksIn = new FileInfo($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/cwd").LinkTarget;
        return worksIn is not null && Path.GetFileName(worksIn) == Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
    }

    private static string Nice(RetrainingOptions options) => options.Nice.ToString(CultureInfo.InvariantCulture);
}
