// A PostgreSQL of the tests' own, from the system's package: made, started and thrown away without touching any other on the machine.
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace JudgeApi.Tests.Hosting;

/// <summary>A throw-away cluster on a free local port. PostgreSQL refuses to run as root: then it runs as the package's own account.</summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private const string Account = "postgres";

    private readonly string programs;
    private readonly string folder;

    private PostgresCluster(string programs, string folder, int port) =>
        (this.programs, this.folder, Port) = (programs, folder, port);

    public int Port { get; }

    /// <summary>Why there can be none on this machine; null: there can.</summary>
    public static string? Missing { get; } = FindMissing();

    private static bool IsRoot => Environment.UserName == "root";

    /// <param name="durable">Commits wait for the disk; not needed where only the service is killed.</param>
    public static async Task<PostgresCluster> StartAsync(bool durable = false)
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        string folder = Directory.CreateTempSubdirectory("mtrl-pg-").FullName;
        if (IsRoot)
        {
            await RunAsync("chown", Account, folder);
        }

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var cluster = new PostgresCluster(Programs()!, folder, port);
        await cluster.RunOwnAsync("initdb", "-D", cluster.Data, "-U", "tests", "-A", "trust", "-E", "UTF8", "--no-locale", "-N");
        await File.AppendAllTextAsync(
            Path.Combine(cluster.Data, "postgresql.conf"),
            $"""
            listen_addresses = '127.0.0.1'
            port = {port}
            unix_socket_directories = ''
            max_connections = 300
            shared_buffers = 64MB
            fsync = {(durable ? "on" : "off")}

            """
        );
        await cluster.StartServerAsync();
        return cluster;
    }

    public string Connection(string database) =>
        $"Host=127.0.0.1;Port={Port};Username=tests;Database={database};Maximum Pool Size=40;Connection Idle Lifetime=3;Connection Pruning Interval=1";

    public Task StartServerAsync() => RunOwnAsync("pg_ctl", "start", "-w", "-s", "-D", Data, "-l", Path.Combine(folder, "log"));

    /// <summary>Ends every session and the server.</summary>
    public Task StopServerAsync(bool immediately = false) =>
        RunOwnAsync("pg_ctl", "stop", "-w", "-s", "-D", Data, "-m", immediately ? "immediate" : "fast");

    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(Connection("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        // A test that failed may have left it stopped.
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            await StopServerAsync(immediately: true);
        }

        Directory.Delete(folder, recursive: true);
    }

    private string Data => Path.Combine(folder, "data");

    private Task RunOwnAsync(string program, params string[] arguments)
    {
        string path = Path.Combine(programs, program);
        return IsRoot ? RunAsync("runuser", ["-u", Account, "--", path, .. arguments]) : RunAsync(path, arguments);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        // Files instead of pipes: the server would keep them open after pg_ctl has ended.
        var start = new ProcessStartInfo(
            "/bin/sh",
            ["-c", "exec \"$@\" >/dev/null 2>\"$0\"", Path.GetTempFileName(), program, .. arguments]
        )
        {
            WorkingDirectory = "/",
        };
        string errors = start.ArgumentList[2];
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        string said = await File.ReadAllTextAsync(errors);
        File.Delete(errors);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {said}");
    }

    private static string? FindMissing() =>
        Programs() is null ? "PostgreSQL is not installed (Debian: apt-get install postgresql; eng/test does it where it may)"
        : IsRoot && !File.ReadLines("/etc/passwd").Any(line => line.StartsWith(Account + ":", StringComparison.Ordinal))
            ? $"PostgreSQL does not run as root, and there is no account {Account}"
        : null;

    // Debian keeps each major version's programs in a folder of its own, off the path.
    private static string? Programs() =>
        new[] { "/usr/lib/postgresql" }
            .Where(Directory.Exists)
            .SelectMany(root => Directory.EnumerateDirectories(root))
            .OrderByDescending(version => int.TryParse(Path.GetFileName(version), out int major) ? major : 0)
            .Select(version => Path.Combine(version, "bin"))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
            .FirstOrDefault(bin => IsThere(Path.Combine(bin, "initdb")) && IsThere(Path.Combine(bin, "pg_ctl")));

    // A link to a package that was removed is a file to File.Exists.
    private static bool IsThere(string path) =>
        File.Exists(path) && (File.ResolveLinkTarget(path, returnFinalTarget: true)?.Exists ?? true);
}
