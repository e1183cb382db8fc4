// Checkpoints of a run: folders step-0000100 that appear whole (written beside, synced, renamed) and carry the checksums of their files.
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using JudgeCore.Checkpoints;
using Trainer.Policies;

namespace Trainer.Runs;

/// <summary>Saves a policy between steps, and finds the newest checkpoint that is sound.</summary>
internal sealed class RunCheckpoints(string folder, int keep)
{
    private const string Prefix = "step-";
    private const string StateFile = "state.json";

    /// <summary>Writes a checkpoint and drops those that are too old.</summary>
    public void Save(Policy policy, int step, MixtureState mixture)
    {
        Directory.CreateDirectory(folder);
        DropLeftovers();
        string target = Path.Combine(folder, Prefix + step.ToString("D7", CultureInfo.InvariantCulture));
        if (Directory.Exists(target))
        {
            return; // the run was stopped directly after this step's checkpoint
        }

        using (var staged = new StagedFolder(target))
        {
            policy.Save(staged.Path);
            var files = Directory.GetFiles(staged.Path).ToDictionary(file => Path.GetFileName(file)!, Sum);
            AtomicFile.Write(
                Path.Combine(staged.Path, StateFile),
                JsonSerializer.Serialize(new RunState(step, mixture, files), RunRecord.Json)
            );
            staged.Commit();
        }

        foreach (string old in Newest().Skip(keep))
        {
            Directory.Delete(old, recursive: true);
        }
    }

    /// <summary>Restores the newest sound checkpoint.</summary>
    /// <param name="policy">Takes its weights and optimizer state.</param>
    /// <param name="warn">Told of checkpoints that were passed over.</param>
    /// <returns>Its state; null where there is none.</returns>
    public RunState? Restore(Policy policy, Action<string> warn)
    {
        foreach (string candidate in Newest())
        {
            if (Read(candidate) is { } state)
            {
                policy.Restore(candidate);
                return state;
            }

            warn($"the checkpoint {Path.GetFileName(candidate)} is damaged and passed over");
        }

        return null;
    }

    private IEnumerable<string> Newest() =>
        Directory.Exists(folder) ? Directory.GetDirectories(folder, $"{Prefix}*").OrderDescending(StringComparer.Ordinal) : [];

    // What a killed process was writing begins with a dot.
    private void DropLeftovers()
    {
        foreach (string leftover in Directory.GetDirectories(folder, ".*"))
        {
            Directory.Delete(leftover, recursive: true);
        }
    }

    private static RunState? Read(string checkpoint)
    {
        try
        {
            var state = JsonSerializer.Deserialize<RunState>(
                File.ReadAllText(Path.Combine(checkpoint, StateFile)),
                RunRecord.Json
            );
            return state?.Files.All(file => Sum(Path.Combine(checkpoint, file.Key)) == file.Value) == true ? state : null;
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            return null;
        }
    }

    private static string Sum(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
