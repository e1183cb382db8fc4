// Latency of verdicts while the served model is exchanged for another one and back, beside the same load left alone; what memory that takes.
using System.CommandLine;
using System.Diagnostics;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using JudgeCore.Engine;

namespace JudgeBench;

internal static class ExchangeCommand
{
    private const int Concurrency = 16;
    private const string Question = "technical";

    public static Command Create()
    {
        var program = new Option<string>("--service")
        {
            Description = "JudgeApi.dll of a build.",
            DefaultValueFactory = _ => "src/JudgeApi/bin/Release/net10.0/linux-x64/JudgeApi.dll",
        };
        var checkpoint = new Option<string?>("--checkpoint") { Description = "The one model." };
        var other = new Option<string?>("--other") { Description = "The other model." };
        var exchanges = new Option<int>("--exchanges") { Description = "Exchanges.", DefaultValueFactory = _ => 20 };
        var shape = new Option<string?>("--shape")
        {
            Description = "120m: memory only, of exchanges of that shape without a service; takes the place of the two models.",
        };
        shape.AcceptOnlyFromAmong("120m");
        var precision = new Option<ModelPrecision?>("--precision")
        {
            Description = "Float32 (the service's default), BFloat16 (that of --shape) or Int8.",
        };
        var own = new Option<bool>("--own")
        {
            Description = "Of --shape: each model in memory of its own, as it was before sharing.",
        };
        var output = new Option<string?>("--output") { Description = "JSON file of the result." };
        var command = new Command("exchange", "Latency of verdicts while models are exchanged, 16 callers.")
        {
            program,
            checkpoint,
            other,
            exchanges,
            shape,
            precision,
            own,
            output,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(shape) is null && (result.GetValue(checkpoint) is null || result.GetValue(other) is null))
            {
                result.AddError("Needed are --checkpoint and --other, or --shape.");
            }
        });
        command.SetAction(
            async (arguments, cancellation) =>
            {
                var hardware = Hardware.Read();
                if (arguments.GetValue(shape) is not null)
                {
                    var type = arguments.GetValue(precision) ?? ModelPrecision.BFloat16;
                    using var shapes = new ShapeExchange(type, !arguments.GetValue(own));
                    var steps = shapes.Run();
                    await WriteAsync(
                        new ShapeExchangeResult(
                            TimeProvider.System.GetUtcNow(),
                            ServiceCommand.Commit(),
                            string.Join(' ', arguments.Tokens.Select(token => token.Value)),
                            hardware,
                            type.ToString(),
                            !arguments.GetValue(own),
                            Math.Round(shapes.FileMb, 1),
                            Math.Round(shapes.AdapterMb, 1),
                            steps
                        ),
                        arguments.GetValue(output),
                        cancellation
                    );
                    return;
                }

                string folder = Path.GetFullPath(arguments.GetValue(checkpoint)!);
                using var service = new MeasuredService(
                    Path.GetFullPath(arguments.GetValue(program)!),
                    $"--MtRl:Checkpoint={folder}",
                    $"--MtRl:Precision={arguments.GetValue(precision) ?? ModelPrecision.Float32}"
                );
                await service.FirstAnswerAsync(() => new HttpRequestMessage(HttpMethod.Get, "/models"), cancellation);
                using var load = new ServiceLoad(service.Url, MeasuredService.Key, Question);
                await load.RunAsync(Concurrency, TimeSpan.FromSeconds(5), cancellation);
                var quiet = await load.RunAsync(Concurrency, TimeSpan.FromSeconds(20), cancellation);

                using var ops = Ops(service.Url);
                string first = Path.GetFileName(folder);
                string second = await ImportAsync(ops, arguments.GetValue(other)!, cancellation);
                bool goesOn = true;
                var loaded = load.RunAsync(Concurrency, () => Volatile.Read(ref goesOn), cancellation);
                await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
                using var watch = new MemoryWatch(service.ProcessId);
                int count = arguments.GetValue(exchanges);
                double seconds = 0;
                for (int i = 0; i < count; i++)
                {
                    long began = Stopwatch.GetTimestamp();
                    await ChangeAsync(ops, i % 2 == 0 ? second : first, cancellation);
                    seconds += Stopwatch.GetElapsedTime(began).TotalSeconds;
                }

                var peak = watch.Peak();
                await Task.Delay(TimeSpan.FromSeconds(1), cancellation);
                var memory = new ExchangeMemory(watch.Before, peak, ProcessMemory.Read(service.ProcessId));
                Volatile.Write(ref goesOn, false);
                var result = new ExchangeResult(
                    TimeProvider.System.GetUtcNow(),
                    ServiceCommand.Commit(),
                    string.Join(' ', arguments.Tokens.Select(token => token.Value)),
                    hardware,
                    quiet,
                    await loaded,
                    count,
                    seconds / count,
                    memory
                );
                await WriteAsync(result, arguments.GetValue(output), cancellation);
            }
        );
        return command;
    }

    private static async Task WriteAsync<T>(T result, string? path, CancellationToken cancellation)
    {
        string text = JsonSerializer.Serialize(result, LoadCommand.Json);
        Console.WriteLine(text);
        if (path is not null)
        {
            await File.WriteAllTextAsync(path, text + "\n", cancellation);
        }
    }

    private static HttpClient Ops(Uri url)
    {
        var http = new HttpClient { BaseAddress = url };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", MeasuredService.Key);
        return http;
    }

    private static async Task<string> ImportAsync(HttpClient ops, string folder, CancellationToken cancellation)
    {
        using var stream = new MemoryStream();
        await ZipFile.CreateFromDirectoryAsync(folder, stream, cancellation);
        using var content = new ByteArrayContent(stream.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/zip");
        using var answer = await ops.PostAsync("/models/import", content, cancellation);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation)).GetProperty("name").GetString()!;
    }

    private static async Task ChangeAsync(HttpClient ops, string version, CancellationToken cancellation)
    {
        using var answer = await ops.PostAsync($"/models/{version}/promote", null, cancellation);
        answer.EnsureSuccessStatusCode();
        while (true)
        {
            var models = await ops.GetFromJsonAsync<JsonElement>("/models", cancellation);
            if (models.GetProperty("servers")[0].GetProperty("version").GetString() == version)
            {
                return;
            }

            await Task.Delay(50, cancellation);
        }
    }
}
