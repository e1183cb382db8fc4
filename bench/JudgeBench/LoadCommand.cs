using System.CommandLine;
using System.Text.Json;

namespace JudgeBench;

/// <summary><c>load</c>: closed-loop load on a running service, with distinct gym pictures.</summary>
internal static class LoadCommand
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web) { WriteIndented = true };

    public static Command Create()
    {
        var url = new Option<string>("--url")
        {
            Description = "Address of the service.",
            DefaultValueFactory = _ => "http://localhost:5000",
        };
        var key = new Option<string>("--key") { Description = "A pipeline key.", Required = true };
        var task = new Option<string>("--task")
        {
            Description = "A built-in task with one image.",
            DefaultValueFactory = _ => "technical",
        };
        var concurrency = new Option<int[]>("--concurrency")
        {
            Description = "Requests under way at once; one row each.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [1, 16],
        };
        var seconds = new Option<int>("--seconds")
        {
            Description = "Length of each measurement, after two seconds of warming.",
            DefaultValueFactory = _ => 10,
        };
        var output = new Option<string?>("--output") { Description = "JSON file for the result." };
        var command = new Command("load", "Judgments a second and latency of a running service.")
        {
            url,
            key,
            task,
            concurrency,
            seconds,
            output,
        };
        command.SetAction(
            async (arguments, cancellation) =>
            {
                using var load = new ServiceLoad(
                    new Uri(arguments.GetValue(url)!),
                    arguments.GetValue(key)!,
                    arguments.GetValue(task)!
                );
                List<LoadResult> results = [];
                foreach (int level in arguments.GetValue(concurrency)!)
                {
                    await load.RunAsync(level, TimeSpan.FromSeconds(2), cancellation).ConfigureAwait(false);
                    results.Add(
                        await load.RunAsync(level, TimeSpan.FromSeconds(arguments.GetValue(seconds)), cancellation)
                            .ConfigureAwait(false)
                    );
                    var row = results[^1];
                    Console.WriteLine(
                        $"concurrency {row.Concurrency, 3}: {row.PerSecond, 7:F1} judgments/s  p50 {row.P50Ms:F1} ms  p95 {row.P95Ms:F1} ms  p99 {row.P99Ms:F1} ms  failed {row.Failed}"
                    );
                }

                if (arguments.GetValue(output) is { } path)
                {
                    File.WriteAllText(path, JsonSerializer.Serialize(results, Json) + "\n");
                }
            }
        );
        return command;
    }
}
