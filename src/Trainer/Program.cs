// The trainer's verbs; each has a file in Commands.
using System.CommandLine;
using Trainer.Commands;
using Trainer.Runs;

var root = new RootCommand("Trains and evaluates MtRlJudge's models.")
{
    GymCommand.Create(),
    PretrainCommand.Create(),
    RunCommand.Create(RunVerb.Sft, TimeProvider.System),
    RunCommand.Create(RunVerb.Grpo, TimeProvider.System),
    ExperimentCommand.Create(TimeProvider.System),
    EvaluateCommand.Create(),
    PublishCommand.Create(),
    CardCommand.Create(),
};

// A stopped run writes its checkpoint before it leaves.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(2) });
