using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using JudgeCore.Tasks;
using Trainer.Gym;

namespace JudgeBench;

/// <summary>Plays a pipeline, five raters and an operator.</summary>
internal sealed class Demo(MeasuredService service, int pictures, int exam) : IDisposable
{
    private const int Raters = 5;
    private const int Bad = 2;
    private const int Overlap = 3;
    private const double GoodAccuracy = 0.95;
    private const int Seed = 77_001; // pictures that no training ever drew
    private const string NewPolicy = "safety (new policy)";

    private readonly HttpClient http = new() { BaseAddress = service.Url, Timeout = TimeSpan.FromMinutes(5) };
    private readonly Dictionary<string, double> seconds = [];

    public int Steps { get; init; }

    public double Load { get; init; }

    public bool RandomLabels { get; init; }

    public async Task<DemoResult> RunAsync(CancellationToken cancellation)
    {
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", MeasuredService.Key);
        await service
            .FirstAnswerAsync(() => new HttpRequestMessage(HttpMethod.Get, "/health/ready"), cancellation)
            .ConfigureAwait(false);
        var before = await ExamAsync(cancellation).ConfigureAwait(false);
        Say($"before: {Shown(before.Accuracy)}");
        await using var load = new SteadyLoad(http, Load, JudgeBody(Items(BuiltInTasks.Technical, 1, null)[0]));
        await load.PhaseAsync("before", TimeSpan.FromSeconds(15), cancellation).ConfigureAwait(false);

        var judged = await TimedAsync("judging", () => JudgeAsync(cancellation)).ConfigureAwait(false);
        int corrections = await TimedAsync("correcting", () => CorrectAsync(judged, cancellation)).ConfigureAwait(false);
        load.Begin("during");
        var run = await TrainAsync(cancellation).ConfigureAwait(false);
        Dictionary<string, double>? after = null;
        int? different = null;
        if (Text(run, "state") == "succeeded")
        {
            (after, different) = await PromoteAsync(Text(run, "candidate"), before, load, cancellation).ConfigureAwait(false);
        }

        bool good =
            different == 0 && after![NewPolicy] > before.Accuracy[NewPolicy] + 0.2 && Mean(after) > Mean(before.Accuracy) - 0.02;
        return new DemoResult
        {
            MeasuredAt = TimeProvider.System.GetUtcNow(),
            Hardware = Hardware.Read(),
            Pictures = pictures,
            Corrections = corrections,
            RandomLabels = RandomLabels,
            State = Text(run, "state"),
            Reason = Text(run, "reason"),
            Seconds = seconds,
            Before = before.Accuracy,
            After = after,
            DifferentAfterRollback = different,
            LoadP95Ms = Load > 0 ? load.P95() : null,
            LoadFailures = load.Failures,
            AsExpected = RandomLabels ? Text(run, "state") == "refused" : good,
        };
    }

    public void Dispose() => http.Dispose();

    private async Task<(Dictionary<string, double>, int)> PromoteAsync(
        string candidate,
        Answers before,
        SteadyLoad load,
        CancellationToken cancellation
    )
    {
        await TimedAsync("swap", () => ServeAsync($"/models/{candidate}/promote", candidate, cancellation)).ConfigureAwait(false);
        await load.PhaseAsync("after", TimeSpan.FromSeconds(15), cancellation).ConfigureAwait(false);
        await load.DisposeAsync().ConfigureAwait(false);
        var after = await ExamAsync(cancellation).ConfigureAwait(false);
        Say($"after: {Shown(after.Accuracy)}");
        string first = Text(await GetAsync("/models", cancellation).ConfigureAwait(false), "previous");
        await TimedAsync("rollback", () => ServeAsync("/models/rollback", first, cancellation)).ConfigureAwait(false);
        var restored = await ExamAsync(cancellation).ConfigureAwait(false);
        int different = before.Distributions.Zip(restored.Distributions).Count(pair => pair.First != pair.Second);
        Say($"rolled back: {different} of {restored.Distributions.Count} answers differ from those before");
        return (after.Accuracy, different);
    }

    private async Task<JsonElement> TrainAsync(CancellationToken cancellation)
    {
        var body = new { steps = Steps };
        Say(
            (
                await PostAsync("/training-runs", new { steps = Steps, dryRun = true }, cancellation).ConfigureAwait(false)
            ).ToString()
        );
        string id = Text(await PostAsync("/training-runs", body, cancellation).ConfigureAwait(false), "id");
        string state = "";
        while (true)
        {
            var run = await GetAsync($"/training-runs/{id}", cancellation).ConfigureAwait(false);
            if (Text(run, "state") != state)
            {
                state = Text(run, "state");
                Say(state);
            }

            if (run.GetProperty("endedAt").ValueKind != JsonValueKind.Null)
            {
                Say(Text(run, "reason"));
                foreach (
                    var (name, from, to) in new[]
                    {
                        ("snapshot", "createdAt", "snapshotAt"),
                        ("training", "snapshotAt", "trainedAt"),
                        ("gate", "trainedAt", "gatedAt"),
                        ("registering", "gatedAt", "endedAt"),
                    }
                )
                {
                    if (
                        run.GetProperty(to).ValueKind != JsonValueKind.Null
                        && run.GetProperty(from).ValueKind != JsonValueKind.Null
                    )
                    {
                        var time = run.GetProperty(to).GetDateTimeOffset() - run.GetProperty(from).GetDateTimeOffset();
                        seconds[name] = Math.Round(time.TotalSeconds, 1);
                    }
                }

                return run;
            }

            await Task.Delay(500, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<bool> ServeAsync(string route, string version, CancellationToken cancellation)
    {
        await PostAsync(route, new { }, cancellation).ConfigureAwait(false);
        while (true)
        {
            var models = await GetAsync("/models", cancellation).ConfigureAwait(false);
            if (models.GetProperty("servers").EnumerateArray().All(server => Text(server, "version") == version))
            {
                return true;
            }

            await Task.Delay(20, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<List<(string Id, string Truth)>> JudgeAsync(CancellationToken cancellation)
    {
        List<(string, string)> judged = [];
        foreach (var item in Items(BuiltInTasks.Safety, pictures, SafetyPolicy.PeopleIndoors))
        {
            judged.Add((Text(await PostAsync("/judge", JudgeBody(item), cancellation).ConfigureAwait(false), "id"), item.Label));
        }

        return judged;
    }

    // Three of five raters say what they think of each picture; two of the five throw coins.
    private async Task<int> CorrectAsync(List<(string Id, string Truth)> judged, CancellationToken cancellation)
    {
        var random = GymRandom.For(Seed, 0x5A7E);
        List<string> keys = [];
        for (int rater = 0; rater < Raters; rater++)
        {
            var key = await PostAsync("/keys", new { name = $"rater {rater + 1}", role = "rater" }, cancellation)
                .ConfigureAwait(false);
            keys.Add(Text(key, "key"));
        }

        int said = 0;
        foreach (var (id, truth) in judged)
        {
            int first = random.Below(Raters);
            for (int i = 0; i < Overlap; i++)
            {
                int rater = (first + i) % Raters;
                bool looks = !RandomLabels && rater < Raters - Bad;
                bool right = looks ? random.Chance(GoodAccuracy) : random.Chance(0.5);
                using var request = new HttpRequestMessage(HttpMethod.Post, $"/judgments/{id}/corrections");
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", keys[rater]);
                request.Content = JsonContent.Create(new { verdict = right ? truth : Other(truth) });
                using var answer = await http.SendAsync(request, cancellation).ConfigureAwait(false);
                answer.EnsureSuccessStatusCode();
                said++;
            }
        }

        return said;
    }

    private async Task<Answers> ExamAsync(CancellationToken cancellation)
    {
        Dictionary<string, double> accuracy = [];
        List<string> distributions = [];
        foreach (string task in GymTasks.Pointwise)
        {
            bool safety = task == BuiltInTasks.Safety;
            var items = Enumerable
                .Range(0, exam)
                .Select(i => GymTasks.Balanced(task, GymSplit.Test, i, safety ? SafetyPolicy.PeopleIndoors : null))
                .ToList();
            // One after another and with nothing beside them: in a batch with others the last digits of a probability depend on who they are.
            List<JsonElement> answers = [];
            foreach (var item in items)
            {
                answers.Add(await PostAsync("/judge", JudgeBody(item), cancellation).ConfigureAwait(false));
            }

            accuracy[safety ? NewPolicy : task] = Math.Round(
                items.Zip(answers).Count(pair => Text(pair.Second, "verdict") == pair.First.Label) / (double)exam,
                4
            );
            distributions.AddRange(answers.Select(answer => answer.GetProperty("distribution").GetRawText()));
        }

        return new Answers(accuracy, distributions);
    }

    private static List<GymItem> Items(string task, int count, SafetyPolicy? policy) =>
        [.. Enumerable.Range(0, count).Select(i => GymTasks.Balanced(task, GymSplit.Train(Seed), i, policy))];

    private static object JudgeBody(GymItem item) =>
        new
        {
            task = item.Task,
            text = item.Text,
            images = item.Scenes.Select(scene => new
            {
                data = Convert.ToBase64String(PngFile.Encode(SceneRenderer.Render(scene))),
                mediaType = "image/png",
            }),
        };

    private async Task<T> TimedAsync<T>(string phase, Func<Task<T>> work)
    {
        long began = Stopwatch.GetTimestamp();
        var result = await work().ConfigureAwait(false);
        seconds[phase] = Math.Round(Stopwatch.GetElapsedTime(began).TotalSeconds, 2);
        Say($"{phase}: {seconds[phase]} s");
        return result;
    }

    private Task<JsonElement> GetAsync(string path, CancellationToken cancellation) =>
        http.GetFromJsonAsync<JsonElement>(path, cancellation);

    private async Task<JsonElement> PostAsync(string path, object body, CancellationToken cancellation)
    {
        using var answer = await http.PostAsJsonAsync(path, body, cancellation).ConfigureAwait(false);
        string text = await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
        return answer.IsSuccessStatusCode
            ? JsonDocument.Parse(text).RootElement
            : throw new InvalidOperationException($"POST {path} was answered {(int)answer.StatusCode}: {text}");
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? "";

    private static string Other(string label) => label == "yes" ? "no" : "yes";

    private static double Mean(Dictionary<string, double> accuracy) =>
        accuracy.Where(task => task.Key != NewPolicy).Average(task => task.Value);

    private static string Shown(Dictionary<string, double> accuracy) =>
        string.Join(", ", accuracy.Select(task => FormattableString.Invariant($"{task.Key} {task.Value:P1}")));

    private static void Say(string text) => Console.Error.WriteLine(text);

    /// <summary>Accuracy by task, and every answer's distribution as it was sent.</summary>
    private sealed record Answers(Dictionary<string, double> Accuracy, List<string> Distributions);
}
