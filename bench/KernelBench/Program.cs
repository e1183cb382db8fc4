// Micro-benchmarks of the kernels, in this process: generated programs would not find the native libraries.
using System.CommandLine;
using System.Text.Json;
using JudgeBench;
using KernelBench;

var filter = new Option<string[]>("--filter")
{
    Description = "Benchmarks by class and method, * for any letters.",
    AllowMultipleArgumentsPerToken = true,
    DefaultValueFactory = _ => ["*"],
};
var small = new Option<bool>("--small")
{
    Description = "The smallest sizes, one call each: shows that all of it runs, measures nothing.",
};
var output = new Option<string?>("--output") { Description = "JSON file of the result." };
var root = new RootCommand("Times the kernels beside the machine's limits.") { filter, small, output };
root.SetAction(arguments =>
{
    var hardware = Hardware.Read();
    Sizes.Small = arguments.GetValue(small);
    if (KernelRun.Measure(arguments.GetValue(filter)!) is not { } run)
    {
        return 1;
    }

    var result = new KernelResult(
        TimeProvider.System.GetUtcNow(),
        ServiceCommand.Commit(),
        string.Join(' ', arguments.Tokens.Select(token => token.Value)),
        hardware,
        run.Limits,
        run.Timings
    );
    if (arguments.GetValue(output) is { } path)
    {
        File.WriteAllText(path, JsonSerializer.Serialize(result, LoadCommand.Json) + "\n");
    }

    return 0;
});
return await root.Parse(args).InvokeAsync();
