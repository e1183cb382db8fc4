// One command measures a built service: cold starts, memory over a thousand requests, judgments a second, and the bare matrix products beside them.
using System.CommandLine;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace JudgeBench;

internal static class ServiceCommand
{
    private const int MemoryPoints = 5;

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
        var seconds = new Option<int>("--seconds")
        {
            Description = "Length of each load measurement.",
            DefaultValueFactory = _ => 15,
        };
        var starts = new Option<int>("--starts") { Description = "Cold starts.", DefaultValueFactory = _ => 3 };
        var requests = new Option<int>("--requests")
        {
            Description = "Requests over which memory is watched.",
            DefaultValueFactory = _ => 1000,
        };
        var busy = new Option<bool>("--busy") { Description = "Measures although the machine is busy." };
        var output = new Option<string?>("--output") { Description = "JSON file of the result." };
        var command = new Command("service", "Starts, memory and judgments a second of a built service, beside its products.")
        {
            program,
            checkpoint,
            task,
            seconds,
            starts,
            requests,
            busy,
            output,
        };
        command.SetAction(
            async (arguments, cancellation) =>
            {
                var hardware = Hardware.Read();
                if (hardware.LoadBefore > 0.5 && !arguments.GetValue(busy))
                {
                    Console.Error.WriteLine(
                        $"The machine is busy (load {hardware.LoadBefore}, at most 0.5): wait, or pass --busy."
                    );
                    return 1;
                }

                string folder = Path.GetFullPath(arguments.GetValue(checkpoint)!);
                var result = await MeasureAsync(
                        Path.GetFullPath(arguments.GetValue(program)!),
                        folder,
                        arguments.GetValue(task)!,
                        TimeSpan.FromSeconds(arguments.GetValue(seconds)),
                        arguments.GetValue(starts),
                        arguments.GetValue(requests),
                        cancellation
                    )
                    .ConfigureAwait(false);
                result = result with
                {
                    Hardware = hardware,
                    Checkpoint = arguments.GetValue(checkpoint)!,
                    Command = string.Join(' ', arguments.Tokens.Select(token => token.Value)),
                };
                string text = JsonSerializer.Serialize(result, LoadCommand.Json);
                Console.WriteLine(text);
                if (arguments.GetValue(output) is { } path)
                {
                    File.WriteAllText(path, text + "\n");
                }

                return 0;
            }
        );
        return command;
    }

    private static async Task<ServiceResult> MeasureAsync(
        string program,
        string checkpoint,
        string task,
        TimeSpan length,
        int starts,
        int requests,
        CancellationToken cancellation
    )
    {
        List<double> cold = [];
        List<double> processor = [];
        var usage = default(JsonElement);
        for (int i = 0; i < starts; i++)
        {
            long began = Stopwatch.GetTimestamp();
            using var service = new MeasuredService(program, $"--MtRl:Checkpoint={checkpoint}");
            string answer = await service.FirstAnswerAsync(Request, cancellation).ConfigureAwait(false);
            cold.Add(Stopwatch.GetElapsedTime(began).TotalSeconds);
            processor.Add(service.ProcessorTime.TotalSeconds);
            usage = JsonDocument.Parse(answer).RootElement.GetProperty("usage");
        }

        List<LoadResult> loads = [];
        List<MemoryPoint> memory = [];
        using (var service = new MeasuredService(program, $"--MtRl:Checkpoint={checkpoint}"))
        {
            await service.FirstAnswerAsync(Request, cancellation).ConfigureAwait(false);
            using var load = new ServiceLoad(service.Url, MeasuredService.Key, task);
            foreach (int level in new[] { 1, 16 })
            {
                await load.RunAsync(level, length / 5, cancellation).ConfigureAwait(false);
                loads.Add(await load.RunAsync(level, length, cancellation).ConfigureAwait(false));
            }

            await load.SendAsync(requests, 4, cancellation).ConfigureAwait(false);
            memory.Add(new MemoryPoint(0, Math.Round(service.ResidentMemory, 1)));
            for (int point = 1; point <= MemoryPoints; point++)
            {
                await load.SendAsync(requests / MemoryPoints, 4, cancellation).ConfigureAwait(false);
                memory.Add(new MemoryPoint(point * requests / MemoryPoints, Math.Round(service.ResidentMemory, 1)));
            }
        }

        int prompt = usage.GetProperty("promptTokens").GetInt32();
        int image = usage.GetProperty("imageTokens").GetInt32();
        return new ServiceResult
        {
            MeasuredAt = TimeProvider.System.GetUtcNow(),
            Commit = Commit(),
            Command = "",
            Hardware = Hardware.Read(),
            Checkpoint = checkpoint,
            Task = task,
            SecondsToFirstVerdict = cold,
            ProcessorSecondsToFirstVerdict = processor,
            Load = loads,
            PromptTokens = prompt,
            ImageTokens = image,
            ProductsMs = ProductsCommand.Measure(checkpoint, prompt, 4 * image, 1, Environment.ProcessorCount).Milliseconds,
            ProductsOfSixteenMs = ProductsCommand
                .Measure(checkpoint, prompt, 4 * image, 16, Environment.ProcessorCount)
                .Milliseconds,
            Memory = memory,
        };

        HttpRequestMessage Request() =>
            new(HttpMethod.Post, "/judge")
            {
                Content = JsonContent.Create(ServiceLoad.Body(task, ServiceLoad.Picture(ServiceLoad.Pictures))),
            };
    }

    public static string Commit()
    {
        using var git = Process.Start(
            new ProcessStartInfo("git", ["describe", "--always", "--dirty", "--abbrev=12"]) { RedirectStandardOutput = true }
        )!;
        return git.StandardOutput.ReadToEnd().Trim();
    }
}
