// The trainer's verbs; each has a file in Commands.
using System.CommandLine;
using Spectre.Console;
using Trainer.Commands;
using Trainer.Runs;

// A file has no edge at 80 columns.
if (Console.IsOutputRedirected)
{
    AnsiConsole.Profile.Width = 220;
}

var root = new RootCommand("Trains and evaluates MtRlJudge's models.")
{
    GymCommand.Create(),
    DataCommand.Create(),
    PretrainCommand.Create(),
    RunCommand.Create(RunVerb.Sft, TimeProvider.System),
    RunCommand.Create(RunVerb.Grpo, TimeProvider.System),
    ExperimentCommand.Create(TimeProvider.System),
    EvaluateCommand.Create(),
    CompareCommand.Create(),
    GateCommand.Create(TimeProvider.System),
    PublishCommand.Create(),
    CardCommand.Create(),
};

// A stopped run writes its checkpoint before it leaves.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(2) });
