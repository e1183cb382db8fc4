using System.CommandLine;
using System.Text.Json;
using JudgeCore.Engine;
using JudgeCore.Verdicts;
using Trainer.Data;
using Trainer.Evaluation;
using Trainer.Gym;
using Trainer.Runs;

namespace Trainer.Commands;

/// <summary>The options by which evaluate, compare and gate say what a checkpoint is asked.</summary>
internal sealed class ExaminationOptions
{
    private readonly Option<string[]> data = Many("--data", "Data files of held-out items.");

    private readonly Option<string?> split = new("--split")
    {
        Description =
            "Gym: validation (for choices, the default) or test (for final figures). Data files: only items of this split.",
    };

    private readonly Option<string?> taskFile = new("--task-file")
    {
        Description = "JSON file with the tasks of data files that are not built in.",
    };

    private readonly Option<int> items;
    private readonly Option<string[]> gym;
    private readonly Option<string[]> policies = Many(
        "--gym-policies",
        "Policies of the gym's safety items, which take turns; by default as they fall."
    );

    private readonly Option<VerdictMode[]> modes = new("--modes")
    {
        Description = "verdict, reasoned; both by default.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int> free = new("--free-items")
    {
        Description = "Items a task and mode that are answered freely, for the format rate.",
        DefaultValueFactory = _ => 60,
    };

    private readonly Option<int> threads = new("--threads")
    {
        Description = "Threads of the model.",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<ModelPrecision> precision = new("--precision")
    {
        Description = "Number type of the model: Float32, BFloat16 or Int8, as the service's own option.",
        DefaultValueFactory = _ => ModelPrecision.Float32,
    };

    private readonly Option<string> device = new("--device")
    {
        Description = "Where the model computes: cpu, cuda or cuda:1, as the service's own option.",
        DefaultValueFactory = _ => ComputeDevice.Processor,
    };

    /// <param name="itemsName">Of the option for the number of gym items.</param>
    /// <param name="itemsDefault">Its default.</param>
    /// <param name="gymName">Of the option for gym tasks.</param>
    public ExaminationOptions(string itemsName, int itemsDefault, string gymName)
    {
        items = new Option<int>(itemsName) { Description = "Gym items a task.", DefaultValueFactory = _ => itemsDefault };
        gym = Many(gymName, "Gym tasks; \"pointwise\" and \"pairwise\" stand for six each.");
        // Where gym tasks have the longer name, the shorter one is free for the file.
        (gymName == "--gym" ? (Option)gym : taskFile).Aliases.Add("--tasks");
    }

    public void AddTo(Command command)
    {
        foreach (
            Option option in new Option[] { data, split, taskFile, items, gym, policies, modes, free, threads, precision, device }
        )
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The gym's split.</summary>
    public GymSplit Split(ParseResult arguments) =>
        arguments.GetValue(split) switch
        {
            null or "validation" => GymSplit.Validation,
            "test" => GymSplit.Test,
            var other => throw new RunException($"--split is '{other}', it takes validation, test"),
        };

    /// <param name="arguments">Of the command line.</param>
    /// <param name="gymBesideData">Whether all gym tasks are asked where none is named; else only where there is no data.</param>
    /// <exception cref="RunException">An option is out of range.</exception>
    /// <exception cref="JudgingDataException">A data file is not sound.</exception>
    public Examination Build(ParseResult arguments, bool gymBesideData)
    {
        var tasks = TaskFile.Read(arguments.GetValue(taskFile));
        string[] files = arguments.GetValue(data) ?? [];
        List<HeldOutItem> all = [];
        HashSet<(string, string)> seen = [];
        foreach (string file in files)
        {
            foreach (var item in HeldOutItems.File(file, arguments.GetValue(split), tasks))
            {
                all.Add(
                    seen.Add((item.Task.Name, item.Id))
                        ? item
                        : throw new RunException($"{item.Place}: the id '{item.Id}' is in another data file too")
                );
            }
        }

        int count = Positive(arguments.GetValue(items), "the number of gym items", 0);
        if (count > 0 && (files.Length == 0 || gymBesideData || arguments.GetValue(gym) is { Length: > 0 }))
        {
            var turns = Policies(arguments);
            all.AddRange(Gym(arguments).SelectMany(task => HeldOutItems.Gym(task, Split(arguments), count, turns)));
        }

        return new Examination
        {
            Items = all.Count > 0 ? all : throw new RunException("there is nothing to ask: name --data files or gym items"),
            Modes = arguments.GetValue(modes) is { Length: > 0 } asked ? [.. asked.Distinct()] : Enum.GetValues<VerdictMode>(),
            FreeItems = Positive(arguments.GetValue(free), "--free-items", 0),
            Precision = arguments.GetValue(precision),
            Device = Usable(arguments.GetValue(device)!),
            Threads = Positive(arguments.GetValue(threads), "--threads", 1),
            Tasks = tasks,
        };
    }

    private string[] Gym(ParseResult arguments)
    {
        string[] named =
        [
            .. (arguments.GetValue(gym) ?? []).SelectMany(name =>
                name switch
                {
                    "pointwise" => GymTasks.Pointwise,
                    "pairwise" => GymTasks.Pairwise,
                    _ => [name],
                }
            ),
        ];
        return named.FirstOrDefault(name => !GymTasks.All.Contains(name)) is { } unknown
                ? throw new RunException($"the gym has no task '{unknown}'; it has {string.Join(", ", GymTasks.All)}")
            : named.Length > 0 ? [.. named.Distinct()]
            : GymTasks.All;
    }

    private SafetyPolicy[] Policies(ParseResult arguments) => [.. (arguments.GetValue(policies) ?? []).Select(Policy)];

    // As exports name it, or as run.json does.
    private static SafetyPolicy Policy(string name) =>
        Enum.GetValues<SafetyPolicy>()
            .Cast<SafetyPolicy?>()
            .FirstOrDefault(policy =>
                SceneFacts.PolicyName(policy!.Value) == name
                || JsonNamingPolicy.CamelCase.ConvertName(policy.Value.ToString()) == name
            )
        ?? throw new RunException(
            $"--gym-policies: there is no policy '{name}'; there are {string.Join(", ", Enum.GetValues<SafetyPolicy>().Select(SceneFacts.PolicyName))}"
        );

    private static string Usable(string device) =>
        ComputeDevice.Fault(device) is { } fault ? throw new RunException($"--device: {fault}") : device;

    private static int Positive(int value, string name, int least) =>
        value >= least ? value : throw new RunException($"{name} is {value}, it must be at least {least}");

    private static Option<string[]> Many(string name, string description) =>
        new(name) { Description = description, AllowMultipleArgumentsPerToken = true };
}
