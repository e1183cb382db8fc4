using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using JudgeApi.Exports;
using JudgeApi.Hosting;
using JudgeApi.Storage;
using JudgeCore.Checkpoints;
using JudgeCore.Tasks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace JudgeApi.Retraining;

/// <summary>Writes a snapshot as a run folder: data files with their pictures, held-out items apart, tasks, rules and run.json. The folder is complete or absent.</summary>
internal sealed class SnapshotWriter(
    RunFolders folders,
    BlobStore blobs,
    IDbContextFactory<JudgeDb> databases,
    IOptions<ServiceOptions> options
)
{
    /// <param name="runId">Names the folder; what an interrupted attempt left is removed.</param>
    /// <param name="snapshot">What goes in.</param>
    /// <param name="run">What was asked for.</param>
    /// <param name="basis">The checkpoint that is trained on.</param>
    /// <param name="cancellationToken">Between pictures.</param>
    /// <returns>SHA-256 of the data.</returns>
    public async Task<string> WriteAsync(
        string runId,
        Snapshot snapshot,
        RunOptions run,
        BaseModel basis,
        CancellationToken cancellationToken
    )
    {
        string folder = folders.Of(runId);
        string staged = Path.Combine(folders.Root, $".{runId}");
        foreach (string left in new[] { staged, folder }.Where(Directory.Exists))
        {
            Directory.Delete(left, recursive: true);
        }

        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await ItemsAsync(staged, RunFolders.FreshFile, snapshot.Train, digest, cancellationToken);
        await ItemsAsync(staged, RunFolders.EarlierFile, snapshot.Earlier, digest, cancellationToken);
        await ItemsAsync(staged, RunFolders.HeldOutFile, snapshot.HeldOut, digest, cancellationToken);
        var cases = snapshot.Train.Concat(snapshot.Earlier).Concat(snapshot.HeldOut);
        Text(staged, RunFolders.TasksFile, Tasks(cases.Select(one => one.Task)), digest);
        Text(staged, RunFolders.RulesFile, Rules(), null);
        var record = RunFile.Of(run, options.Value.Retraining, basis, snapshot.Train.Count, snapshot.Earlier.Count);
        Text(staged, RunFolders.RunFile, record.ToJsonString(), null);
        Directory.Move(staged, folder);
        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }

    private async Task ItemsAsync(
        string staged,
        string name,
        IReadOnlyList<LabelledCase> cases,
        IncrementalHash digest,
        CancellationToken cancellationToken
    )
    {
        if (cases.Count == 0)
        {
            return;
        }

        string folder = Path.GetDirectoryName(Path.Combine(staged, name))!;
        Directory.CreateDirectory(Path.Combine(folder, "images"));
        var types = await TypesAsync(cases, cancellationToken);
        foreach (var (image, type) in types)
        {
            cancellationToken.ThrowIfCancellationRequested();
            File.Copy(blobs.PathOf(image), Path.Combine(folder, PictureName(image, type)), overwrite: true);
        }

        var lines = new StringBuilder();
        foreach (var one in cases)
        {
            lines
                .Append(JsonSerializer.Serialize(SnapshotLine.Of(one, image => PictureName(image, types[image])), Json.Options))
                .Append('\n');
        }

        Text(staged, name, lines.ToString(), digest);
    }

    private async Task<Dictionary<string, string>> TypesAsync(
        IReadOnlyList<LabelledCase> cases,
        CancellationToken cancellationToken
    )
    {
        const int AtOnce = 500;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        Dictionary<string, string> types = new(StringComparer.Ordinal);
        foreach (string[] some in cases.SelectMany(one => one.Images).Distinct(StringComparer.Ordinal).Chunk(AtOnce))
        {
            foreach (
                var image in await db
                    .Images.AsNoTracking()
                    .Where(row => some.Contains(row.Id))
                    .Select(row => new { row.Id, row.MediaType })
                    .ToListAsync(cancellationToken)
            )
            {
                types[image.Id] = image.MediaType;
            }
        }

        return types;
    }

    private static string PictureName(string image, string mediaType) =>
        $"images/{image}.{LabelledDataArchive.Extension(mediaType)}";

    private static void Text(string staged, string name, string text, IncrementalHash? digest)
    {
        string path = Path.Combine(staged, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        AtomicFile.Write(path, text);
        digest?.AppendData(Encoding.UTF8.GetBytes($"{name}\n{text}"));
    }

    // The tasks as they are now take the place of built-in ones of the same name.
    private static string Tasks(IEnumerable<JudgingTask> tasks) =>
        JsonSerializer.Serialize(
            tasks
                .DistinctBy(task => task.Name)
                .OrderBy(task => task.Name, StringComparer.Ordinal)
                .Select(task => new
                {
                    task.Name,
                    task.Version,
                    task.Kind,
                    task.Rubric,
                    task.Labels,
                    task.Text,
                    task.TextName,
                    task.PointwiseTwin,
                    task.FavourableLabel,
                }),
            Json.Options
        );

    private string Rules()
    {
        JsonObject rules = [];
        JsonFields.Set(rules, options.Value.Retraining.GateRules);
        return rules.ToJsonString();
    }
}
