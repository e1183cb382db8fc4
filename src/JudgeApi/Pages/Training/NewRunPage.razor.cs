using JudgeApi.Hosting;
using JudgeApi.Keys;
using JudgeApi.Pages.Parts;
using JudgeApi.Problems;
using JudgeApi.Retraining;
using JudgeApi.Tasks;
using JudgeCore.Tasks;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Options;

namespace JudgeApi.Pages.Training;

public sealed partial class NewRunPage
{
    private readonly HashSet<string> chosen = new(StringComparer.Ordinal);
    private string[] tasks = [];
    private int steps;
    private int seed = 1;
    private LabelWeighting weighting;
    private bool imports;
    private bool autoPromote;
    private TrainingPlan? plan;
    private string? problem;
    private bool busy;

    [Inject]
    private PageWork Work { get; set; } = default!;

    [Inject]
    private RunStart Start { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private IOptions<ServiceOptions> Options { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> State { get; set; } = default!;

    private TrainingRunBody Body =>
        new()
        {
            Steps = steps,
            Seed = seed,
            Weighting = weighting,
            Imports = imports,
            AutoPromote = autoPromote,
            Tasks = chosen.Count == 0 ? null : [.. chosen.Order(StringComparer.Ordinal)],
        };

    protected override async Task OnInitializedAsync()
    {
        var usual = Start.OptionsOf(new TrainingRunBody());
        (steps, weighting, imports, autoPromote) = (usual.Steps, usual.Weighting, usual.Imports, usual.AutoPromote);
        var known = await Work.DoAsync<TaskCatalog, JudgingTask[]>(catalog => catalog.ListAsync(CancellationToken.None));
        tasks = [.. known.Select(task => task.Name)];
        await PreviewAsync();
    }

    private Task ChooseAsync(string task, bool isChosen)
    {
        if (isChosen)
        {
            chosen.Add(task);
        }
        else
        {
            chosen.Remove(task);
        }

        return PreviewAsync();
    }

    private async Task PreviewAsync()
    {
        var wrong = await Work.DoAsync<TaskCatalog, Problem?>(catalog =>
            RunRules.CheckAsync(Body, catalog, CancellationToken.None)
        );
        problem = wrong?.Detail;
        if (wrong is null)
        {
            plan = await Start.PlanAsync(Start.OptionsOf(Body), CancellationToken.None);
        }
    }

    private async Task StartAsync()
    {
        busy = true;
        try
        {
            // Judged once more: others may have begun one since the preview.
            var wanted = Start.OptionsOf(Body);
            plan = await Start.PlanAsync(wanted, CancellationToken.None);
            string key = (await State).User.KeyId();
            var (run, wrong) = await Start.StartAsync(wanted, plan, key, CancellationToken.None);
            problem = wrong?.Detail;
            if (run is not null)
            {
                Navigation.NavigateTo($"{PagePaths.Training}/{run.Id}");
            }
        }
        finally
        {
            busy = false;
        }
    }
}
