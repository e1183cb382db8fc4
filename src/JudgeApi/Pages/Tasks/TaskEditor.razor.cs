using JudgeApi.Hosting;
using JudgeApi.Keys;
using JudgeApi.Pages.Parts;
using JudgeApi.Problems;
using JudgeApi.Tasks;
using JudgeCore.Tasks;
using JudgeCore.Verdicts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Options;

namespace JudgeApi.Pages.Tasks;

public sealed partial class TaskEditor
{
    /// <summary>Pixels of a chosen picture as the page shows it.</summary>
    private const int PreviewSize = 320;

    private TaskDraft draft = new();
    private JudgingTask? stored;
    private JudgingTask? task;
    private IReadOnlyList<TaskVersion> versions = [];
    private IReadOnlyDictionary<string, string> names = new Dictionary<string, string>();
    private string[] twins = [];
    private bool missing;
    private bool busy;
    private string? fault;
    private string? saved;

    private byte[]?[] pictures = [null];
    private string?[] previews = [null];
    private string text = "";
    private VerdictMode mode = VerdictMode.Reasoned;
    private Verdict? verdict;
    private string? refusal;

    /// <summary>Of a task that exists; null: a new one is written.</summary>
    [Parameter]
    public string? Name { get; set; }

    [Inject]
    private PageWork Work { get; set; } = default!;

    [Inject]
    private NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private IOptions<ServiceOptions> Options { get; set; } = default!;

    [CascadingParameter]
    private Task<AuthenticationState> State { get; set; } = default!;

    private string Prompt
    {
        get
        {
            if (task is null)
            {
                return "";
            }

            string? said =
                task.Text == TextUse.None ? null
                : text.Length > 0 ? text
                : $"({task.TextName.ToLowerInvariant()})";
            var asked = PromptWords.User(task, task.ImageCount, said, mode).Select(words => words ?? "[picture]");
            return $"{task.Rubric}\n\n{string.Concat(asked)}\n\n{PromptWords.Begun(mode)}…";
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        twins =
        [
            .. (await Work.DoAsync<TaskCatalog, JudgingTask[]>(catalog => catalog.ListAsync(CancellationToken.None)))
                .Where(known => known.Kind != TaskKind.Pairwise)
                .Select(known => known.Name),
        ];
        if (Name is not null)
        {
            await ReadAsync();
        }
    }

    // Every press of a key draws the page anew: what the form says then is what the preview shows.
    private void Look()
    {
        var (read, wrong) = TaskRules.Read(Name ?? draft.Name.Trim(), draft.ToBody());
        (task, fault) = (read, wrong?.Detail);
        int count = draft.Kind == TaskKind.Pairwise ? 2 : 1;
        if (pictures.Length != count)
        {
            (pictures, previews, verdict) = (new byte[]?[count], new string?[count], null);
        }
    }

    private string NameOf(string? key) => key is null ? "the program" : names.GetValueOrDefault(key, key);

    private async Task ReadAsync()
    {
        versions = await Work.DoAsync<TaskCatalog, IReadOnlyList<TaskVersion>>(catalog =>
            catalog.VersionsAsync(Name!, CancellationToken.None)
        );
        missing = versions.Count == 0;
        if (!missing)
        {
            stored = versions[0].Task;
            draft = TaskDraft.Of(stored);
            names = await Work.DoAsync<KeyNames, IReadOnlyDictionary<string, string>>(keys =>
                keys.OfAsync(versions.Select(version => version.CreatedBy), CancellationToken.None)
            );
        }
    }

    private void TakeOver(JudgingTask earlier) => draft = TaskDraft.Of(earlier);

    private async Task SaveAsync()
    {
        if (task is null)
        {
            return;
        }

        string key = (await State).User.KeyId();
        var change = await Work.DoAsync<TaskCatalog, TaskChange>(catalog =>
            catalog.PutAsync(task, stored?.Version ?? 0, key, CancellationToken.None)
        );
        switch (change)
        {
            case TaskChange.Done done when Name is null:
                Navigation.NavigateTo($"{PagePaths.Tasks}/{done.Task.Name}");
                break;
            case TaskChange.Done done:
                await ReadAsync();
                saved = done.Added ? $"Saved as version {done.Task.Version}." : "Nothing was changed.";
                break;
            case TaskChange.Rejected rejected:
                saved = rejected.Problem.Detail;
                break;
            default:
                throw new InvalidOperationException("an edit ends in one of two ways");
        }
    }

    private async Task ReceiveAsync(InputFileChangeEventArgs change, int place)
    {
        (refusal, verdict) = (null, null);
        long most = Options.Value.Images.MaxBytes;
        if (change.File.Size > most)
        {
            refusal = $"The picture has {change.File.Size} bytes; at most {most} are taken.";
            return;
        }

        pictures[place] = await BytesAsync(change.File, most);
        try
        {
            var small = await change.File.RequestImageFileAsync("image/png", PreviewSize, PreviewSize);
            previews[place] = $"data:image/png;base64,{Convert.ToBase64String(await BytesAsync(small, most))}";
        }
        catch (Exception error) when (error is InvalidOperationException or Microsoft.JSInterop.JSException)
        {
            // The browser cannot show it; the judge says below what it makes of it.
            previews[place] = null;
        }
    }

    private static async Task<byte[]> BytesAsync(IBrowserFile file, long most)
    {
        await using var stream = file.OpenReadStream(most);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    private async Task TryAsync()
    {
        busy = true;
        try
        {
            string? said = task!.Text == TextUse.None || text.Length == 0 ? null : text;
            var (found, wrong) = await Work.DoAsync<TaskTrial, Parsed<Verdict>>(trial =>
                trial.TryAsync(task, [.. pictures.OfType<byte[]>()], said, mode, CancellationToken.None)
            );
            (verdict, refusal) = (found, wrong?.Detail);
        }
        finally
        {
            busy = false;
        }
    }
}
