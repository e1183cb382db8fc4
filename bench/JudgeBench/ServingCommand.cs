using System.CommandLine;
using System.Net.Http.Json;
using System.Text.Json;

namespace JudgeBench;

/// <summary><c>serving</c>: verdicts a second against concurrency, latency beside reasoned requests, and open loops, over HTTP.</summary>
internal static class ServingCommand
{
    private const int Streams = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20); // for answers after the last request of an open loop

    public static Command Create()
    {
        var program = new Option<string>("--service")
        {
            Description = "JudgeApi.dll of a build.",
            DefaultValueFactory = _ => "src/JudgeApi/bin/Release/net10.0/linux-x64/JudgeApi.dll",
        };
        var checkpoint = new Option<string>("--checkpoint") { Description = "Checkpoint folder.", Required = true };
        var task = new Option<string>("--task")
        {
            Description = "A built-in task with one image and no text.",
            DefaultValueFactory = _ => "technical",
        };
        var concurrency = new Option<int[]>("--concurrency")
        {
            Description = "Requests under way at once; one row each.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [1, 2, 4, 8, 16, 32, 64],
        };
        var seconds = new Option<int>("--seconds") { Description = "Length of each measurement.", DefaultValueFactory = _ => 8 };
        var rates = new Option<double[]>("--rates")
        {
            Description = "Requests a second of the open loop, whether or not answers come; one row each.",
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [50, 100, 200, 400],
        };
        var seed = new Option<int>("--seed") { Description = "Of the open loop's arrivals.", DefaultValueFactory = _ => 1 };
        var warmup = new Option<int>("--warmup") { Description = "Seconds before the first row.", DefaultValueFactory = _ => 8 };
        var output = new Option<string?>("--output")
        {
            Description = "JSON file of the result; a plot of the same name beside it.",
        };
        var command = new Command("serving", "Verdicts a second and latency of a built service under several loads.")
        {
            program,
            checkpoint,
            task,
            concurrency,
            seconds,
            rates,
            seed,
            warmup,
            output,
        };
        command.SetAction(
            async (arguments, cancellation) =>
            {
                var hardware = Hardware.Read();
                var length = TimeSpan.FromSeconds(arguments.GetValue(seconds));
                string name = arguments.GetValue(task)!;
                using var service = new MeasuredService(
                    Path.GetFullPath(arguments.GetValue(program)!),
                    $"--MtRl:Checkpoint={Path.GetFullPath(arguments.GetValue(checkpoint)!)}"
                );
                await service.FirstAnswerAsync(() => First(name), cancellation).ConfigureAwait(false);
                using var load = new ServiceLoad(service.Url, MeasuredService.Key, name);
                using var reasoned = new ServiceLoad(service.Url, MeasuredService.Key, name, "reasoned");
                var half = TimeSpan.FromSeconds(arguments.GetValue(warmup) / 2.0);
                await load.RunAsync(8, half, cancellation).ConfigureAwait(false);
                await reasoned.RunAsync(8, half, cancellation).ConfigureAwait(false);
                List<LoadResult> curve = [];
                foreach (int level in arguments.GetValue(concurrency)!)
                {
                    await load.RunAsync(level, length / 4, cancellation).ConfigureAwait(false);
                    curve.Add(await load.RunAsync(level, length, cancellation).ConfigureAwait(false));
                }

                var quiet = await load.RunAsync(1, length, cancellation).ConfigureAwait(false);
                using var stop = new CancellationTokenSource();
                var streams = reasoned.RunAsync(Streams, () => !stop.IsCancellationRequested, cancellation);
                await Task.Delay(1000, cancellation).ConfigureAwait(false);
                var beside = await load.RunAsync(1, length, cancellation).ConfigureAwait(false);
                await stop.CancelAsync().ConfigureAwait(false);
                var streamed = await streams.ConfigureAwait(false);
                List<OpenLoopResult> open = [];
                foreach (double rate in arguments.GetValue(rates)!)
                {
                    var arrivals = PoissonArrivals.Of(rate, length, arguments.GetValue(seed));
                    open.Add(
                        await new OpenLoop(load.OneAsync, TimeProvider.System)
                            .RunAsync(rate, arrivals, Patience, cancellation)
                            .ConfigureAwait(false)
                    );
                }

                var result = new ServingResult(
                    TimeProvider.System.GetUtcNow(),
                    ServiceCommand.Commit(),
                    string.Join(' ', arguments.Tokens.Select(token => token.Value)),
                    hardware,
                    curve,
                    quiet,
                    beside,
                    streamed,
                    open
                );
                string text = JsonSerializer.Serialize(result, LoadCommand.Json);
                Console.WriteLine(text);
                if (arguments.GetValue(output) is { } path)
                {
                    await File.WriteAllTextAsync(path, text + "\n", cancellation).ConfigureAwait(false);
                    ScalingPlots.Serving(curve, open, Path.ChangeExtension(path, ".png"));
                }
            }
        );
        return command;
    }

    private static HttpRequestMessage First(string task) =>
        new(HttpMethod.Post, "/judge")
        {
            Content = JsonContent.Create(ServiceLoad.Body(task, ServiceLoad.Picture(ServiceLoad.Pictures))),
        };
}
