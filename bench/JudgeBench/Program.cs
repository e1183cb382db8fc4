// Measurements beside the tests: each prints a table and, with --output, writes it as JSON under bench/results.
using System.CommandLine;
using JudgeBench;

var root = new RootCommand("Measures the service and the model.")
{
    ServiceCommand.Create(),
    ExchangeCommand.Create(),
    LoadCommand.Create(),
    ProductsCommand.Create(),
    EngineCommand.Create(),
    ServingCommand.Create(),
    RolloutsCommand.Create(),
    TrainingCommand.Create(),
    DemoCommand.Create(),
    TableCommand.Create(),
    CheckCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
