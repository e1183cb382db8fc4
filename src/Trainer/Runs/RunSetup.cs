using System.Security.Cryptography;
using JudgeCore.Checkpoints;
using JudgeCore.Tasks;
using Trainer.Data;
using Trainer.Grpo;
using Trainer.Gym;
using Trainer.Policies;
using Trainer.Sft;

namespace Trainer.Runs;

/// <summary>A run's parts, made from its record after everything in it was checked.</summary>
internal sealed class RunSetup : IDisposable
{
    private RunSetup(Policy policy, Mixture mixture, ITrainingStep step) => (Policy, Mixture, Step) = (policy, mixture, step);

    public Policy Policy { get; }

    public Mixture Mixture { get; }

    public ITrainingStep Step { get; }

    /// <exception cref="RunException">Base or data are not those of the record, or there is nothing to train on.</exception>
    /// <exception cref="JudgingDataException">A data file is not sound; the message names file and line.</exception>
    public static RunSetup Open(RunFolder folder)
    {
        var record = folder.Record;
        string baseFolder = Path.GetFullPath(record.Base, folder.Path);
        CheckBase(baseFolder, record);
        var policy = Policy.Load(baseFolder, record);
        try
        {
            // A bare verdict is taught where a bare verdict is asked for: behind an opened reasoning it would be neither.
            bool bare = record is { Verb: RunVerb.Sft, Sft.Target: SftTarget.VerdictOnly };
            var options = bare ? record.Mixture with { ReasonedShare = 0 } : record.Mixture;
            var mixture = new Mixture(Sources(folder, policy), options, policy.Prompts, record.Seed);
            ITrainingStep step = record.Verb switch
            {
                RunVerb.Sft => new SftStep(policy, mixture, record),
                RunVerb.Grpo => new GrpoStep(policy, mixture, record, baseFolder),
                _ => throw new RunException($"unknown verb {record.Verb}"),
            };
            return new RunSetup(policy, mixture, step);
        }
        catch
        {
            policy.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Step.Dispose();
        Policy.Dispose();
    }

    private static void CheckBase(string baseFolder, RunRecord record)
    {
        if (!Directory.Exists(baseFolder))
        {
            throw new RunException($"the base checkpoint {baseFolder} does not exist");
        }

        string digest = CheckpointDigest.Of(baseFolder, CancellationToken.None);
        if (record.BaseDigest is { } wanted && wanted != digest)
        {
            throw new RunException($"the base checkpoint {baseFolder} has digest {digest}, the run was begun with {wanted}");
        }
    }

    private static List<(ITrainingSource, double)> Sources(RunFolder folder, Policy policy)
    {
        var (record, options) = (folder.Record, folder.Record.Mixture);
        List<(ITrainingSource, double)> sources = [];
        foreach (var (task, weight) in options.Gym)
        {
            if (!GymTasks.All.Contains(task))
            {
                throw new RunException($"mixture.gym: the gym has no task '{task}'; it has {string.Join(", ", GymTasks.All)}");
            }

            sources.Add((new GymSource(task, GymSplit.Train(record.Seed), policy.Images, options.GymPolicies), weight));
        }

        var tasks = TaskFile.Read(options.Tasks is { } name ? Path.GetFullPath(name, folder.Path) : null);
        var heldOut = new HeldOutCheck(options.HeldOut.Select(path => Path.GetFullPath(path, folder.Path)));
        foreach (var file in options.Files)
        {
            sources.AddRange(FromFile(folder, file, tasks, heldOut, policy));
        }

        return sources.Any(source => source.Item2 > 0)
            ? [.. sources.Where(source => source.Item2 > 0)]
            : throw new RunException("mixture: there is nothing to train on; name gym tasks or data files with a weight above 0");
    }

    private static IEnumerable<(ITrainingSource, double)> FromFile(
        RunFolder folder,
        DataFile data,
        Dictionary<string, JudgingTask> tasks,
        HeldOutCheck heldOut,
        Policy policy
    )
    {
        var record = folder.Record;
        string path = Path.GetFullPath(data.Path, folder.Path);
        var file = JudgingFile.Read(path);
        using (var stream = File.OpenRead(path))
        {
            string sum = Convert.ToHexStringLower(SHA256.HashData(stream));
            if (data.Sha256 is { } wanted && wanted != sum)
            {
                throw new RunException($"{path} has changed since the run was begun");
            }
        }

        var chosen = Enumerable
            .Range(0, file.Items.Count)
            .Where(i => data.Split is null || file.Items[i].Split == data.Split)
            .ToList();
        if (chosen.Count == 0)
        {
            throw new RunException($"{path} has no item{(data.Split is null ? "" : $" of split '{data.Split}'")}");
        }

        foreach (var task in chosen.GroupBy(i => file.Items[i].Task))
        {
            if (!tasks.TryGetValue(task.Key, out var known))
            {
                throw file.Error(task.First(), $"the task '{task.Key}' is not known");
            }

            foreach (int i in task)
            {
                ItemCheck.Of(file, i, known);
                heldOut.Of(file, i);
            }

            var source = new FileSource(file, [.. task], known, policy.Images, record.Seed, record.Mixture.BalanceLabels);
            yield return (source, data.Weight * task.Count() / chosen.Count);
        }
    }
}
