// The trainer's verbs; each has a file in Commands.
using System.CommandLine;
using Trainer.Commands;

var root = new RootCommand("Trains and evaluates MtRlJudge's models.")
{
    GymCommand.Create(),
    PretrainCommand.Create(),
    EvaluateCommand.Create(),
    PublishCommand.Create(),
    CardCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
