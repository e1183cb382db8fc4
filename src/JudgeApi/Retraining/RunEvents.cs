using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JudgeApi.Hosting;
using JudgeApi.Storage;
using JudgeApi.Storage.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JudgeApi.Retraining;

/// <summary>Tells a run live: its states from the database, progress, metrics and log from the run folder, whichever server trains.</summary>
internal sealed class RunEvents(IDbContextFactory<JudgeDb> databases, RunFolders folders, IOptions<ServiceOptions> options)
{
    private const int MostAtOnce = 1 << 18; // bytes of a file a look
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    /// <param name="runId">An existing run.</param>
    /// <param name="place">What the watcher has read already.</param>
    /// <param name="cancellationToken">The watcher is gone.</param>
    /// <returns>Events until the run has ended and all was told.</returns>
    public async IAsyncEnumerable<SseItem<JsonNode>> FollowAsync(
        string runId,
        EventPlace place,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var pause = TimeSpan.FromSeconds(Math.Clamp(options.Value.Retraining.PollSeconds, 0.05, 1));
        var silent = TimeSpan.Zero;
        string folder = folders.Of(runId);
        while (true)
        {
            // The state first: what the files say after an end was read is complete.
            var run = await ReadAsync(runId, cancellationToken);
            bool told = false;
            foreach (var (line, end) in Lines(folder, "events.jsonl", place.Progress))
            {
                place = place with { Progress = end };
                if (Json(line) is { } progress)
                {
                    yield return Event("progress", progress, place);
                    told = true;
                }
            }

            foreach (var (line, end) in Lines(folder, "metrics.jsonl", place.Metrics))
            {
                place = place with { Metrics = end };
                if (Json(line) is { } metrics)
                {
                    yield return Event("metrics", metrics, place);
                    told = true;
                }
            }

            foreach (var (line, end) in Lines(folder, TrainerProcess.LogFile, place.Log))
            {
                place = place with { Log = end };
                yield return Event("log", new JsonObject { ["line"] = line }, place);
                told = true;
            }

            if (run.Revision > place.Revision)
            {
                place = place with { Revision = run.Revision };
                var view = JsonSerializer.SerializeToNode(TrainingRunView.Of(run, report: run.HasEnded), Hosting.Json.Options)!;
                yield return Event("state", view, place);
                told = true;
            }

            if (run.HasEnded && !told)
            {
                yield break;
            }

            silent = told ? TimeSpan.Zero : silent + pause;
            if (silent >= Silence)
            {
                silent = TimeSpan.Zero;
                yield return Event("alive", new JsonObject(), place);
            }

            if (!run.HasEnded)
            {
                await Task.Delay(pause, cancellationToken);
            }
        }
    }

    private async Task<TrainingRun> ReadAsync(string runId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.TrainingRuns.AsNoTracking().FirstAsync(row => row.Id == runId, cancellationToken);
    }

    private static SseItem<JsonNode> Event(string type, JsonNode data, EventPlace place) =>
        new(data, type) { EventId = place.ToString() };

    private static JsonNode? Json(string line)
    {
        try
        {
            return JsonNode.Parse(line);
        }
        catch (JsonException)
        {
            return null; // half a line that a killed process left
        }
    }

    // Whole lines after a place, each with the place after it. A file that has become shorter is read on from its end.
    private static List<(string Line, long End)> Lines(string folder, string name, long from)
    {
        try
        {
            using var stream = new FileStream(
                Path.Combine(folder, name),
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite | FileShare.Delete
            );
            from = Math.Min(from, stream.Length);
            stream.Position = from;
            byte[] bytes = new byte[Math.Min(MostAtOnce, stream.Length - from)];
            stream.ReadExactly(bytes);
            List<(string, long)> lines = [];
            int start = 0;
            for (int end; (end = Array.IndexOf(bytes, (byte)'\n', start)) >= 0; start = end + 1)
            {
                lines.Add((Encoding.UTF8.GetString(bytes, start, end - start), from + end + 1));
            }

            return lines;
        }
        catch (IOException)
        {
            return [];
        }
    }
}
