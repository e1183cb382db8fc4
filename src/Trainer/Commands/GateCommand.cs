using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using JudgeCore.Adapters;
using JudgeCore.Checkpoints;
using JudgeCore.Gates;
using Spectre.Console;
using Trainer.Evaluation;
using Trainer.Gates;
using Trainer.Runs;
using ValidationResult = System.ComponentModel.DataAnnotations.ValidationResult;

namespace Trainer.Commands;

/// <summary><c>trainer gate</c>: whether a retrained judge may take the served one's place. See docs/gate.md.</summary>
internal static class GateCommand
{
    private const int Failed = 3;
    private const int InsufficientEvidence = 4;

    public static Command Create(TimeProvider time)
    {
        var champion = new Option<string>("--champion")
        {
            Description = "Checkpoint folder of the served judge.",
            Required = true,
        };
        var candidate = new Option<string>("--candidate")
        {
            Description = "Checkpoint folder of the retrained judge, or a PEFT adapter of the champion.",
            Required = true,
        };
        var rules = new Option<string?>("--rules") { Description = "JSON file with the rules; by default docs/gate.md's." };
        var output = new Option<string>("--output")
        {
            Description = "Folder for gate.json and both judges' predictions.",
            Required = true,
        };
        var options = new ExaminationOptions("--gym-items", 0, "--gym-tasks");
        var command = new Command("gate", "Decides whether a candidate may take the champion's place.")
        {
            champion,
            candidate,
            rules,
            output,
        };
        options.AddTo(command);
        command.SetAction(
            (arguments, cancellation) =>
                CommandExit.Of(
                    arguments.InvocationConfiguration.Error,
                    async () =>
                    {
                        var wanted = Rules(arguments.GetValue(rules));
                        var examination = options.Build(arguments, gymBesideData: true);
                        string from = arguments.GetValue(champion)!;
                        string to = arguments.GetValue(candidate)!;
                        string folder = arguments.GetValue(output)!;
                        Directory.CreateDirectory(folder);
                        File.Delete(Path.Combine(folder, GateReport.FileName));
                        using var adapted = AdaptedCheckpoint.IsAdapterAlone(to) ? new ScratchCheckpoint(from, to) : null;
                        var first = await Examine(from, "champion").ConfigureAwait(false);
                        var second = await Examine(adapted?.Path ?? to, "candidate").ConfigureAwait(false);
                        var report = new Gate(wanted, second.DefaultMode).Decide(
                            PairedPrediction.Match(first.Predictions, second.Predictions, strategies: false),
                            first.Model,
                            second.Model,
                            time.GetUtcNow()
                        );
                        ComparisonTable.Write(AnsiConsole.Console, report.Slices, "champion", "candidate");
                        RuleTable.Write(AnsiConsole.Console, report);
                        AtomicFile.Write(Path.Combine(folder, GateReport.FileName), report.ToJson());
                        return report.Outcome switch
                        {
                            GateOutcome.Passed => 0,
                            GateOutcome.Failed => Failed,
                            _ => InsufficientEvidence,
                        };

                        async Task<ExaminedJudge> Examine(string checkpoint, string name)
                        {
                            AnsiConsole.MarkupLineInterpolated($"[grey]{name}: {checkpoint}[/]");
                            var judge = await examination
                                .TakeAsync(checkpoint, EvaluateCommand.Progress, cancellation)
                                .ConfigureAwait(false);
                            PredictionFile.Write(Path.Combine(folder, $"predictions-{name}.jsonl"), judge.Predictions);
                            return judge;
                        }
                    }
                )
        );
        return command;
    }

    /// <exception cref="RunException">The file is malformed or a value is out of range; the message names the field.</exception>
    internal static GateRules Rules(string? path)
    {
        if (path is null)
        {
            return new GateRules();
        }

        GateRules rules;
        try
        {
            rules =
                JsonSerializer.Deserialize<GateRules>(File.ReadAllText(path), GateReport.Json)
                ?? throw new JsonException("the rules are null, not an object");
        }
        catch (JsonException error)
        {
            throw new RunException($"{path}: {error.Message}", error);
        }

        List<ValidationResult> faults = [];
        return Validator.TryValidateObject(rules, new ValidationContext(rules), faults, validateAllProperties: true)
            ? rules
            : throw new RunException(
                $"{path}: {JsonNamingPolicy.CamelCase.ConvertName(faults[0].MemberNames.FirstOrDefault() ?? "")}: {faults[0].ErrorMessage}"
            );
    }
}
